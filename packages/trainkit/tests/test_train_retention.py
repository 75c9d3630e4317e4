"""Which checkpoints stay: the latest, every N-th, the best, and those that something names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from deaths import killed

from replaykit.command_line import run_command
from trainkit.cli.main import trainkit
from trainkit.config.workflow import CheckpointSection
from trainkit.errors import RunFolderError
from trainkit.files import read_jsonl
from trainkit.learn.trainer import train
from trainkit.runs.paths import RunPaths, checkpoint_folder
from trainkit.runs.retention import Retention


def names(run: Path) -> list[int]:
    return [int(path.name) for path in RunPaths(run).checkpoint_folders()]


def named_by_replays(run: Path) -> set[int]:
    metadata = json.loads((run / "run_metadata.json").read_text())
    replays = {metadata["best_replay"], *metadata["milestones"].values()}
    return {int(replay[1:]) for replay in replays}


def pretend(run: Path, profits: list[float], named: list[str], **section: Any) -> list[int]:
    """Return what stays after windows with these profits."""
    paths = RunPaths(run)
    retention = Retention(paths, CheckpointSection.model_validate(section))
    for window, profit in enumerate(profits, 1):
        paths.checkpoint(window).mkdir(parents=True)
        row = {"window": window, "replay": f"w{window:06d}", "evaluation": {"net_profit": profit}}
        retention.window_done(row)
        retention.apply(named)
    return names(run)


@pytest.mark.parametrize(
    ("section", "named", "expected"),
    [
        ({"keep_last": 2, "keep_every": None, "keep_best": None}, [], [9, 10]),
        ({"keep_last": 1, "keep_every": 4, "keep_best": None}, [], [4, 8, 10]),
        ({"keep_last": 1, "keep_every": None}, [], [3, 10]),
        ({"keep_last": 1, "keep_every": None}, ["w000001", "w000006"], [1, 3, 6, 10]),
        ({"keep_last": 99}, [], list(range(1, 11))),
    ],
)
def test_what_stays(
    section: dict[str, Any], named: list[str], expected: list[int], tmp_path: Path
) -> None:
    profits = [1, 2, 9, 3, 9, 4, 5, 6, 7, 8]  # window 3 is the first of the highest

    assert pretend(tmp_path, profits, named, **section) == expected


def test_a_pointer_names_the_best_checkpoint(tmp_path: Path) -> None:
    pretend(tmp_path, [1, 5, 2], [], keep_last=1)

    best = json.loads((tmp_path / "checkpoints/best.json").read_text())
    assert (best["window"], best["checkpoint"], best["replay"]) == (2, "000002", "w000002")
    assert (best["metric"], best["value"]) == ("evaluation.net_profit", 5)
    assert checkpoint_folder(tmp_path.with_name(f"{tmp_path.name}@best")).name == "000002"
    assert checkpoint_folder(tmp_path.with_name(f"{tmp_path.name}@3")).name == "000003"
    with pytest.raises(RunFolderError, match=r"@1: no such checkpoint, expected @best or one of"):
        checkpoint_folder(tmp_path.with_name(f"{tmp_path.name}@1"))


def test_a_checkpoint_with_a_file_keep_stays(tmp_path: Path) -> None:
    folder = RunPaths(tmp_path).checkpoint(1)
    folder.mkdir(parents=True)
    (folder / "keep").touch()
    paths = RunPaths(tmp_path)
    retention = Retention(paths, CheckpointSection(keep_last=1, keep_every=None))

    retention.window_done({"window": 5, "replay": "w000005"})
    retention.apply([])

    assert names(tmp_path) == [1]


def test_a_run_keeps_what_its_replays_name_and_resumes_after_kills(
    tmp_path: Path, runs: Any
) -> None:
    section = {"keep_last": 2, "keep_every": 5, "keep_best": "evaluation.return"}
    whole, often = (
        runs.config(tmp_path / name, windows=9, checkpoints=section) for name in ("whole", "often")
    )
    train(whole)

    assert [killed(often, call, "fsync") for call in (45, 30, 50)] == [True, True, True]
    assert train(often) == "completed"

    rows = read_jsonl(tmp_path / "whole/metrics/windows.jsonl")
    returns = [row["evaluation"]["return"]["mean"] for row in rows]
    best = returns.index(max(returns)) + 1
    expected = {5, 8, 9, best} | named_by_replays(tmp_path / "whole")
    assert names(tmp_path / "whole") == sorted(expected)
    assert len(expected) < 9
    assert runs.lasting_bytes(tmp_path / "often") == runs.lasting_bytes(tmp_path / "whole")
    pointers = [tmp_path / name / "checkpoints/best.json" for name in ("whole", "often")]
    assert pointers[0].read_bytes() == pointers[1].read_bytes()
    metadata = json.loads((tmp_path / "often/run_metadata.json").read_text())
    assert metadata["best_checkpoint"] == f"{best:06d}"


def test_the_section_may_change_on_a_resume(tmp_path: Path, runs: Any) -> None:
    train(runs.config(tmp_path / "run", windows=3))

    train(runs.config(tmp_path / "run", windows=3, checkpoints={"keep_last": 1}))

    assert set(names(tmp_path / "run")) < {1, 2, 3}
    config = (tmp_path / "run/config.yaml").read_text()
    assert "keep_last: 1\n" in config


def test_an_evaluation_in_a_file_keeps_its_checkpoint(
    tmp_path: Path, runs: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    train(runs.config(tmp_path / "run", windows=3))
    player, table = f"{tmp_path / 'run'}@2", tmp_path / "table.json"

    assert run_command(trainkit, "trainkit", ["evaluate", player, "--episodes", "2"]) == 0
    assert not list((tmp_path / "run").glob("checkpoints/*/keep"))
    arguments = ["evaluate", player, "--episodes", "2", "--out", str(table)]
    assert run_command(trainkit, "trainkit", arguments) == 0

    assert json.loads(table.read_text())["rows"][0]["player"] == "run@000002"
    assert "run@000002" in capsys.readouterr().out
    assert [p.parent.name for p in (tmp_path / "run").glob("checkpoints/*/keep")] == ["000002"]
