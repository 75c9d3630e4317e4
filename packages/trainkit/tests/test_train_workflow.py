"""Extended, warm-started and staged runs, killed on their way, end in the bytes of whole ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from deaths import killed
from safetensors.torch import load_file

from trainkit.errors import ConfigError, RunFolderError
from trainkit.learn.trainer import train
from trainkit.runs.export import policy_file_of

SYNCS = (19, 12, 31)  # calls of fsync at which a run dies, one after the other
CURRICULUM = [
    {"name": "calm", "windows": 2, "env": {"pirates": False, "time_max": 40}},
    {"until": "return > -1000", "windows": 3, "ppo": {"gamma": 0.9, "n_epochs": 1}},
    {
        "windows": 1,
        "env": {"fractures": False},
        "demonstrations": {"bot": "prospector", "rounds": 1, "batch_size": 50},
    },
]
KINDS: dict[str, dict[str, Any]] = {
    "staged": {"windows": 6, "stages": CURRICULUM},
    "warm-started": {"init_from": {"path": "SOURCE", "optimizer": True}},
    "warm-started without statistics": {"init_from": {"path": "SOURCE", "normaliser": False}},
    "warm-started from a policy file": {"init_from": "POLICY"},
    "warm-started with stages": {"windows": 5, "init_from": "SOURCE", "stages": CURRICULUM},
}


def rows_of(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "metrics/windows.jsonl").read_text().splitlines()]


class Sources:
    """Configurations in which SOURCE is the folder of a run and POLICY its policy file."""

    def __init__(self, runs: Any, folder: Path) -> None:
        self._runs = runs
        self._policy = folder / "tiny.safetensors"
        policy_file_of(runs.finished).write(self._policy)

    def config(self, run: Path, changes: dict[str, Any]) -> Any:
        text = json.dumps(changes).replace("SOURCE", str(self._runs.finished))
        return self._runs.config(run, **json.loads(text.replace("POLICY", str(self._policy))))


@pytest.fixture(scope="module")
def sources(runs: Any, tmp_path_factory: pytest.TempPathFactory) -> Sources:
    return Sources(runs, tmp_path_factory.mktemp("policies"))


def kill_thrice(config: Any) -> None:
    assert [killed(config, call, "fsync") for call in SYNCS] == [True, True, True]


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_killed_three_times_ends_in_the_same_bytes(
    kind: str, tmp_path: Path, runs: Any, sources: Sources
) -> None:
    whole, often = (sources.config(tmp_path / name, KINDS[kind]) for name in ("whole", "often"))
    train(whole)

    kill_thrice(often)
    assert train(often) == "completed"

    assert runs.lasting_bytes(tmp_path / "often") == runs.lasting_bytes(tmp_path / "whole")


def test_a_finished_run_is_extended_and_killed_three_times(
    tmp_path: Path, runs: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("whole", "often"):
        train(runs.config(tmp_path / name))
    assert runs.lasting_bytes(tmp_path / "whole") == runs.lasting_bytes(runs.finished)
    whole, often = (runs.config(tmp_path / name, windows=7) for name in ("whole", "often"))

    assert train(whole) == "completed"
    kill_thrice(often)
    assert train(often) == "completed"

    assert runs.lasting_bytes(tmp_path / "often") == runs.lasting_bytes(tmp_path / "whole")
    rows = rows_of(tmp_path / "whole")
    assert rows[:4] == rows_of(runs.finished)
    rates = [row["losses"]["learning_rate"] for row in rows]
    # a line from 1e-3 to 1e-4: over 4 windows at first, over 7 then; a window has two updates,
    # at a half and at its whole
    assert rates[3] == pytest.approx(1e-4 + 9e-4 * (1 - 3.75 / 4))
    assert rates[4] == pytest.approx(1e-4 + 9e-4 * (1 - 4.75 / 7))
    assert rates[6] == pytest.approx(1e-4 + 9e-4 * (1 - 6.75 / 7))
    said = (
        "extended from 4 to 7 windows: the learning rate continues at 0.000486 and reaches 0.0001"
    )
    assert said in capfd.readouterr().out
    manifest = json.loads((tmp_path / "often/manifest.json").read_text())
    (extension,) = manifest["extensions"]
    assert (extension["after_window"], extension["windows"]) == (4, [4, 7])
    metadata = json.loads((tmp_path / "often/run_metadata.json").read_text())
    assert metadata["windows_total"] == 7
    assert metadata["env_steps_total"] == 7 * 512
    with pytest.raises(RunFolderError, match="a run with windows = 7, this configuration has 4"):
        train(runs.config(tmp_path / "often"))


def test_a_stage_is_in_every_row_and_ends_by_its_condition(tmp_path: Path, runs: Any) -> None:
    config = runs.config(tmp_path / "run", windows=6, stages=CURRICULUM)

    train(config)

    rows = rows_of(tmp_path / "run")
    assert [row["stage"] for row in rows] == [1, 1, 2, 3, 4, 4]  # return > -1000 holds at once
    # n_updates is the mean over two updates: epochs 2 and 4, 6 and 8, then one epoch each, 9 and 10
    assert [row["losses"]["n_updates"] for row in rows[:3]] == [3, 7, 9.5]
    lengths = [row["info"]["ticks"]["mean"] for row in rows]
    assert [length <= 50 for length in lengths] == [True, True, False, False, False, False]


@pytest.mark.parametrize(("windows", "expected"), [(1, [1]), (3, [1, 2, 2]), (4, [1, 1, 2, 2])])
def test_a_stage_can_take_a_share_of_the_run(
    windows: int, expected: list[int], tmp_path: Path, runs: Any
) -> None:
    stages = [{"windows": 0.5, "env": {"pirates": False}}]

    train(runs.config(tmp_path / "run", windows=windows, stages=stages))

    assert [row["stage"] for row in rows_of(tmp_path / "run")] == expected


def test_a_condition_that_never_holds_ends_at_its_most_windows(tmp_path: Path, runs: Any) -> None:
    stages = [{"until": "net_profit > 1e12, at most 2 windows", "env": {"pirates": False}}]
    config = runs.config(tmp_path / "run", stages=stages)

    train(config)

    assert [row["stage"] for row in rows_of(tmp_path / "run")] == [1, 1, 2, 2]


def test_weights_statistics_and_moments_come_from_the_source(tmp_path: Path, runs: Any) -> None:
    source = load_file(runs.finished / "checkpoints/000002/policy.safetensors")
    plain = {"windows": 1, "algorithm": "maskable_ppo", "ppo": {"batch_size": 256, "n_epochs": 1}}
    still = plain | {"ppo": plain["ppo"] | {"learning_rate": 1e-30, "learning_rate_end": 0.0}}
    path = f"{runs.finished}@2"

    train(runs.config(tmp_path / "warm", init_from=path, **still))
    train(runs.config(tmp_path / "cold", init_from={"path": path, "normaliser": False}, **still))

    warm, cold = (
        load_file(tmp_path / n / "checkpoints/000001/policy.safetensors") for n in ("warm", "cold")
    )
    for name, tensor in source.items():
        if name.rsplit(".", 1)[-1] not in {"mean", "variance", "count"}:
            torch.testing.assert_close(warm[name], tensor)
            torch.testing.assert_close(cold[name], tensor)
    count = "features_extractor.count"
    assert warm[count] == source[count] + 512
    assert cold[count] == 512
    assert (tmp_path / "warm/init/policy.safetensors").is_file()


@pytest.mark.parametrize(
    ("init_from", "changes", "message"),
    [
        ("nowhere", {}, "init_from.path: nowhere: no checkpoint here"),
        ("SOURCE@9", {}, "no such checkpoint, expected @best or one of 000001, 000002"),
        ("SOURCE", {"network": {"hidden": [8]}}, r"has network.hidden = \[16\], .* has \[8\]"),
        ("SOURCE", {"algorithm": "recurrent_ppo"}, "one has an LSTM, the other none"),
        ({"path": "POLICY", "optimizer": True}, {}, "is a policy without an optimizer"),
        ("pretrained:none-such", {}, "init_from.path: "),
    ],
)
def test_weights_that_do_not_fit_are_refused(
    init_from: Any, changes: dict[str, Any], message: str, tmp_path: Path, sources: Sources
) -> None:
    config = sources.config(tmp_path / "run", {"init_from": init_from} | changes)

    with pytest.raises(ConfigError, match=message) as error:
        train(config)

    assert "\n" not in str(error.value)
    assert not (tmp_path / "run/manifest.json").exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"checkpoints": {"keep_best": "profit"}}, "checkpoints.keep_best names 'profit'"),
        ({"stages": [{"until": "sharpe > 1"}]}, "stages.0.until names 'sharpe', expected a metric"),
        (
            {"stages": [{"until": "evaluation.return > 1"}], "evaluation": {"episodes": 0}},
            "names evaluation.return, but evaluation.episodes is 0",
        ),
    ],
)
def test_metrics_that_no_row_has_are_refused(
    changes: dict[str, Any], message: str, tmp_path: Path, runs: Any
) -> None:
    with pytest.raises(ConfigError, match=message):
        train(runs.config(tmp_path / "run", **changes))

    assert not list(tmp_path.iterdir())
