"""Going on: whatever stopped a run, the same command ends in the same bytes."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from trainkit.learn import trainer
from trainkit.learn.learner import make_learner, make_worlds
from trainkit.learn.trainer import train
from trainkit.learn.training_state import pack_state, restore_state
from trainkit.runs import history, replays
from trainkit.runs.checkpoint import read_checkpoint


class Struck(Exception):
    """What the tests strike a run with."""


def strike(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, call: int, after: bool = False
) -> None:
    """Make a call of a function end in Struck, before or after it did its work."""
    original, count = getattr(module, name), itertools.count(1)

    def struck(*args: Any, **kwargs: Any) -> Any:
        is_now = next(count) == call
        if is_now and not after:
            raise Struck(name)
        result = original(*args, **kwargs)
        if is_now:
            raise Struck(name)
        return result

    monkeypatch.setattr(module, name, struck)


MOMENTS = {
    "before a checkpoint": (trainer, "write_checkpoint", 2, False),
    "after a checkpoint": (trainer, "write_checkpoint", 2, True),
    "in an evaluation": (trainer, "play_episodes", 1, False),
    "before the index of replays": (replays, "append_jsonl", 3, False),
    "after a replay": (replays, "append_jsonl", 3, True),
    "before the row": (trainer, "append_jsonl", 3, False),
    "after the row": (trainer, "append_jsonl", 3, True),
    "before the timing": (trainer, "append_jsonl", 4, False),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_failed_run_resumes_to_the_same_bytes(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: Any
) -> None:
    module, name, call, after = MOMENTS[moment]
    config = runs.config(tmp_path / "run")
    strike(monkeypatch, module, name, call=call, after=after)
    with pytest.raises(Struck):
        train(config)
    failed = json.loads((tmp_path / "run" / "run_metadata.json").read_text())
    monkeypatch.undo()

    status = train(config)

    assert failed["status"] == "failed"
    assert failed["error"] == f"Struck: {name}"
    assert status == "completed"
    assert runs.lasting_bytes(tmp_path / "run") == runs.lasting_bytes(runs.finished)
    done = json.loads((tmp_path / "run" / "run_metadata.json").read_text())
    assert done["status"] == "completed"
    assert done["error"] is None
    assert done["created"] == failed["created"]


def test_a_row_that_was_cut_off_is_rewritten(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    runs: Any,
) -> None:
    config = runs.config(tmp_path / "run")
    strike(monkeypatch, trainer, "append_jsonl", call=6)
    with pytest.raises(Struck):
        train(config)
    monkeypatch.undo()
    windows = tmp_path / "run" / "metrics" / "windows.jsonl"
    windows.write_bytes(windows.read_bytes()[:-7])

    train(config)

    assert runs.lasting_bytes(tmp_path / "run") == runs.lasting_bytes(runs.finished)


def test_a_damaged_checkpoint_falls_back_to_the_one_before(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    runs: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    config = runs.config(tmp_path / "run")
    strike(monkeypatch, trainer, "write_checkpoint", call=4)
    with pytest.raises(Struck):
        train(config)
    monkeypatch.undo()
    worlds = tmp_path / "run" / "checkpoints" / "000003" / "worlds.bin"
    data = bytearray(worlds.read_bytes())
    data[100] ^= 1
    worlds.write_bytes(data)

    train(config)

    assert "000003: worlds.bin is damaged" in capsys.readouterr().err
    assert runs.lasting_bytes(tmp_path / "run") == runs.lasting_bytes(runs.finished)


def test_a_finished_run_stays_as_it_is(
    runs: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = runs.lasting_bytes(runs.finished)
    monkeypatch.setattr(trainer, "Trainer", None)  # nothing is trained

    assert train(runs.config(runs.finished)) == "completed"

    assert runs.lasting_bytes(runs.finished) == before


def test_a_restored_state_packs_into_the_same_bytes(runs: Any) -> None:
    config = runs.config(runs.finished)
    files = read_checkpoint(runs.finished / "checkpoints" / "000003")
    learner = make_learner(config, make_worlds(config))

    restore_state(files, learner)

    assert pack_state(learner, config) == files


def start_in_a_process(config_file: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from trainkit.cli.main import main; main()", "run"]
    return subprocess.Popen(
        [*command, str(config_file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"COLUMNS": "200"},
    )


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_process_resumes_to_the_same_bytes(
    number: signal.Signals,
    tmp_path: Path,
    runs: Any,
) -> None:
    long = {"windows": 12, "evaluation": {"episodes": 0}}
    config_file = tmp_path / "config.yaml"
    config_file.write_text(yaml.safe_dump(runs.values | long | {"run_dir": str(tmp_path / "run")}))
    process = start_in_a_process(config_file)
    assert process.stdout is not None
    process.stdout.readline()  # processes and threads
    process.stdout.readline()  # the first window
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    metadata = json.loads((tmp_path / "run" / "run_metadata.json").read_text())

    config = runs.config(tmp_path / "run", **long)
    assert train(config) == "completed"

    if number == signal.SIGINT:
        assert process.returncode == 130
        assert metadata["status"] == "interrupted"
        assert "finishing the window" in errors
    assert metadata["window"] < 12
    uninterrupted = tmp_path / "other"
    train(runs.config(uninterrupted, **long))
    assert runs.lasting_bytes(tmp_path / "run") == runs.lasting_bytes(uninterrupted)


def test_history_ends_where_a_replay_is_missing(tmp_path: Path, runs: Any) -> None:
    config = runs.config(tmp_path / "run", windows=3)
    train(config)
    (tmp_path / "run" / "replays" / "w000002.abr").unlink()

    found = history.read_history(trainer.RunFolder(tmp_path / "run"))

    assert found.window == 1
    assert [row["window"] for row in found.replays] == [1]
    assert len(found.warnings) == 2
