"""TensorBoard and Weights & Biases: every number of every window, once, whatever stopped a run."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.plugins.hparams.metadata import (
    parse_experiment_plugin_data,
    parse_session_start_info_plugin_data,
)

from trainkit.files import read_jsonl
from trainkit.learn import trainer
from trainkit.learn.trainer import train
from trainkit.runs.scalars import scalars_of
from trainkit.runs.sinks import Sinks
from trainkit.runs.tensorboard_log import TensorBoardLog
from trainkit.runs.wandb_file import logged_steps
from trainkit.runs.wandb_sink import WandbSink
from trainkit.runs.window_metrics import METRICS

METRIC_NAMES = {metric.name for metric in METRICS}
FORMAT = Path(__file__).parents[3] / "docs" / "formats" / "run_folder.md"


class Struck(Exception):
    """What the tests strike a run with."""


def drawn(run: Path) -> list[tuple[int, dict[str, float]]]:
    """Return the scalars in the event files of a run, an entry per event."""
    found = []
    for path in sorted((run / "tensorboard").glob("events*")):
        for event in EventFileLoader(str(path)).Load():
            values = {v.tag: v.tensor.float_val[0] for v in event.summary.value if event.step}
            if values:
                found.append((event.step, values))
    return sorted(found, key=lambda entry: entry[0])


def rows_of(run: Path) -> tuple[list[dict[str, Any]], dict[int, dict[str, Any]]]:
    timing = {row["window"]: row for row in read_jsonl(run / "metrics" / "timing.jsonl")}
    return read_jsonl(run / "metrics" / "windows.jsonl"), timing


def assert_every_window_once(run: Path) -> None:
    rows, timing = rows_of(run)
    entries = drawn(run)
    assert [step for step, _ in entries] == [row["env_steps_total"] for row in rows]
    for (_, values), row in zip(entries, rows, strict=True):
        expected = scalars_of(row, timing.get(row["window"]))
        assert {k for k in expected if not k.startswith("time/")} <= values.keys() <= set(expected)
        for name, value in values.items():
            assert value == pytest.approx(expected[name], rel=1e-6)


def test_tensorboard_has_every_number_of_every_window(tiny_run: Path) -> None:
    assert_every_window_once(tiny_run)
    _, values = drawn(tiny_run)[-1]
    assert {
        "window/return",
        "window/return_q25",
        "window/reward_per_step",
        "window/invalid_rate",
        "window/episodes",
        "end_causes/timeout",
        "info/pirate_encounters",
        "info/overheat_ticks",
        "info/scan_count",
        "train/value_loss",
        "evaluation/net_profit",
        "evaluation/end_causes/stranded",
        "evaluation/info/overheat_ticks",
        "time/steps_per_s",
        "time/collect_s",
    } <= values.keys()
    assert len(values) > 100


def documented() -> list[re.Pattern[str]]:
    """Return the patterns of names in the format's table: `<x>` stands for a word."""
    text = FORMAT.read_text(encoding="utf-8").split("## tensorboard/")[1].split("\n## ")[0]
    names = [n for line in re.findall(r"^\| (`.*?) \|", text, re.M) for n in line.split(", ")]
    return [re.compile(re.sub(r"<\w+>", r"\\w+", name.strip("`"))) for name in names]


def test_the_names_are_documented(tiny_run: Path) -> None:
    patterns = documented()
    names = {name for _, values in drawn(tiny_run) for name in values}

    assert [name for name in names if not any(p.fullmatch(name) for p in patterns)] == []
    assert [p.pattern for p in patterns if not any(p.fullmatch(name) for name in names)] == []


def test_a_reward_shows_before_an_episode_ends(tmp_path: Path, runs: Any) -> None:
    config = runs.config(tmp_path / "run", windows=1, env={"time_max": 20_000})
    train(config)

    ((_, values),) = drawn(tmp_path / "run")
    rows, _ = rows_of(tmp_path / "run")

    assert rows[0]["episodes"] == values["window/episodes"] == 0
    assert "window/return" not in values
    assert values["window/reward_per_step"] == pytest.approx(rows[0]["reward_per_step"])
    assert rows[0]["reward_per_step"] < 0


@pytest.mark.parametrize("call", [3, 4])  # after a row, and after a timing row
def test_what_a_kill_lost_is_drawn_at_the_resume(
    call: int, tmp_path: Path, runs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = runs.config(tmp_path / "run")
    original, calls = trainer.append_jsonl, []

    def struck(path: Path, row: dict[str, Any]) -> None:
        original(path, row)
        calls.append(path)
        if len(calls) == call:
            raise Struck

    monkeypatch.setattr(trainer, "append_jsonl", struck)
    with pytest.raises(Struck):
        train(config)
    monkeypatch.undo()
    assert [step for step, _ in drawn(tmp_path / "run")] == [512]

    train(config)

    assert_every_window_once(tmp_path / "run")


def test_a_cut_off_event_is_drawn_again(tmp_path: Path, runs: Any) -> None:
    config = runs.config(tmp_path / "run", windows=3)
    train(config)
    (events,) = (tmp_path / "run" / "tensorboard").iterdir()
    events.write_bytes(events.read_bytes()[:-30])
    metadata = tmp_path / "run" / "run_metadata.json"
    metadata.write_text(metadata.read_text().replace('"completed"', '"running"'))

    assert train(config) == "completed"

    assert_every_window_once(tmp_path / "run")
    before = drawn(tmp_path / "run")
    assert train(config) == "completed"  # a completed run: nothing is drawn again
    assert drawn(tmp_path / "run") == before


def test_a_window_that_is_trained_again_is_not_drawn_again(tmp_path: Path, runs: Any) -> None:
    config = runs.config(tmp_path / "run", windows=3)
    train(config)
    shutil.rmtree(tmp_path / "run" / "checkpoints" / "000003")

    train(config)

    assert [step for step, _ in drawn(tmp_path / "run")] == [512, 1024, 1536]


def test_without_its_folder_all_is_drawn_again(tmp_path: Path, runs: Any) -> None:
    train(runs.config(tmp_path / "run", windows=2))
    rows, timing = rows_of(tmp_path / "run")
    config = runs.config(tmp_path / "elsewhere")

    sinks = Sinks(config, tmp_path / "elsewhere")
    sinks.backfill(rows, list(timing.values()))
    sinks.backfill(rows, [])
    sinks.close()

    assert drawn(tmp_path / "elsewhere") == drawn(tmp_path / "run")


def test_tensorboard_has_the_configuration(tiny_run: Path) -> None:
    (file,) = (tiny_run / "tensorboard").glob("events*")
    (event,) = [e for e in EventFileLoader(str(file)).Load() if e.summary.value and not e.step]
    experiment, start, config = event.summary.value

    shown = parse_experiment_plugin_data(experiment.metadata.plugin_data.content)
    tags = {info.name.tag for info in shown.metric_infos}
    values = parse_session_start_info_plugin_data(start.metadata.plugin_data.content).hparams
    _, scalars = drawn(tiny_run)[-1]
    shown_names = {f"{group}/{name}" for group in ("window", "evaluation") for name in METRIC_NAMES}
    assert tags == shown_names & scalars.keys()
    assert values["window_steps"].number_value == 512
    assert values["algorithm"].string_value == "maskable_ppo"
    assert "ppo.gamma" in values
    assert (tiny_run / "config.yaml").read_text() in config.tensor.string_val[0].decode()


def test_a_log_knows_the_windows_of_earlier_sessions(tmp_path: Path, runs: Any) -> None:
    config = runs.config(tmp_path / "run")
    first = TensorBoardLog(tmp_path, config)
    first.log({"window/window": 1.0}, 10)
    first.close()

    second = TensorBoardLog(tmp_path, config)

    assert (second.has(10), second.has(20)) == (True, False)
    second.close()


def test_weights_and_biases_gets_what_a_kill_lost(
    tmp_path: Path, runs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its service writes in blocks of 32 KiB: a kill loses windows that were logged."""
    run = tmp_path / "run"
    config = runs.config(run, windows=3, wandb={"mode": "offline"})
    train(config)
    (file,) = run.glob("wandb/offline-run-*/run-run.wandb")
    assert file.stat().st_size > 2**15  # several blocks
    assert logged_steps(run, "run") == {512, 1024, 1536}
    whole = file.read_bytes()
    sizes = [n for n in range(0, len(whole), 512) if n]
    steps = [len(logged_steps_of(tmp_path, whole[:size])) for size in sizes]
    assert steps == sorted(steps)
    file.write_bytes(whole[: sizes[steps.index(1)]])
    next_session = FakeRun()
    monkeypatch.setattr("wandb.init", lambda **_: next_session)

    sinks = Sinks(config, run)
    sinks.backfill(read_jsonl(run / "metrics" / "windows.jsonl"), [])
    sinks.backfill(read_jsonl(run / "metrics" / "windows.jsonl"), [])
    sinks.close()

    assert sorted(next_session.logged) == [1024, 1536]


def logged_steps_of(folder: Path, data: bytes) -> set[int]:
    place = folder / "copies" / "wandb" / "offline-run-0-x"
    place.mkdir(parents=True, exist_ok=True)
    (place / "run-x.wandb").write_bytes(data)
    return logged_steps(folder / "copies", "x")


class FakeRun:
    """Stands in for a run at Weights & Biases whose server has steps up to 600."""

    starting_step = 601
    url = "https://wandb.example/run"

    def __init__(self) -> None:
        self.logged: dict[int, dict[str, float]] = {}

    def log(self, scalars: dict[str, float], step: int) -> None:
        assert step not in self.logged
        self.logged[step] = scalars

    def log_artifact(self, *_: Any, **__: Any) -> None:
        pass

    def finish(self) -> None:
        pass


def test_online_the_server_says_what_is_missing_and_the_address_is_stored(
    tmp_path: Path, runs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    online = FakeRun()
    monkeypatch.setattr("wandb.init", lambda **_: online)
    config = runs.config(tmp_path / "run", windows=3, wandb={"mode": "online"})

    train(config)

    assert sorted(online.logged) == [1024, 1536]
    assert online.logged[1024]["train/loss"]
    assert online.logged[1024]["time/steps_per_s"] > 0
    metadata = json.loads((tmp_path / "run" / "run_metadata.json").read_text())
    assert metadata["links"] == {"wandb": "https://wandb.example/run"}
    offline = runs.config(tmp_path / "run", windows=3)
    train(offline)
    again = json.loads((tmp_path / "run" / "run_metadata.json").read_text())
    assert again["links"] == metadata["links"]
    assert not WandbSink(config, tmp_path / "run").has(1024)


def test_a_completed_run_gets_what_is_missing_on_its_curves(
    tmp_path: Path, runs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = runs.config(tmp_path / "run", windows=3)
    train(config)
    shutil.rmtree(tmp_path / "run" / "tensorboard")
    assert train(config) == "completed"
    assert_every_window_once(tmp_path / "run")

    online = FakeRun()  # that has one window, since the network was gone
    monkeypatch.setattr("wandb.init", lambda **_: online)
    files = list((tmp_path / "run" / "tensorboard").iterdir())
    train(runs.config(tmp_path / "run", windows=3, wandb={"mode": "online"}))
    assert sorted(online.logged) == [1024, 1536]
    assert list((tmp_path / "run" / "tensorboard").iterdir()) == files
