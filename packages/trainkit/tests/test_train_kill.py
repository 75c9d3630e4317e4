"""kill -9 at random moments, within the writing of checkpoints too, and disks that refuse."""

from __future__ import annotations

import errno
import itertools
import json
import multiprocessing
import os
import random
import signal
from pathlib import Path
from typing import Any

import pytest
from deaths import killed

from trainkit.learn.trainer import train
from trainkit.runs import checkpoint
from trainkit.runs.checkpoint import read_checkpoint

KILLS = 12
SYNCS_A_WINDOW = 16  # at least: six files of a checkpoint, its folders, replay, rows, metadata


def test_many_kills_change_no_byte(tmp_path: Path, runs: Any) -> None:
    config = runs.config(tmp_path / "run")
    dice = random.Random(5)
    stages = []
    for _ in range(KILLS):
        # each start makes and clears the folder first; then come the windows
        name = dice.choice(["fsync", "replace"])
        call = {"fsync": dice.randint(1, SYNCS_A_WINDOW), "replace": dice.randint(1, 12)}
        assert killed(config, call[name], name)
        stages.append(sorted(p.name for p in (tmp_path / "run").glob("checkpoints/*")))

    assert train(config) == "completed"

    assert runs.lasting_bytes(tmp_path / "run") == runs.lasting_bytes(runs.finished)
    assert not list((tmp_path / "run").rglob("*.tmp"))
    assert any(name.endswith(".tmp") for names in stages for name in names)  # died within one
    assert json.loads((tmp_path / "run" / "run_metadata.json").read_text())["window"] == 4


@pytest.mark.parametrize("call", range(3, 3 + 11))
def test_a_kill_within_a_checkpoint_leaves_the_one_before(
    call: int, tmp_path: Path, runs: Any
) -> None:
    folder = tmp_path / "000001"
    files = read_checkpoint(runs.finished / "checkpoints" / "000001")
    checkpoint.write_checkpoint(folder, files, 1)
    newer = {name: data + b" " if name == "progress.json" else data for name, data in files.items()}

    def write() -> None:
        count = itertools.count(3)
        original = os.fsync

        def deadly(handle: int) -> None:
            if next(count) == call:
                os.kill(os.getpid(), signal.SIGKILL)
            original(handle)

        os.fsync = deadly
        checkpoint.write_checkpoint(folder, newer, 1)

    process = multiprocessing.get_context("fork").Process(target=write)
    process.start()
    process.join(60)

    if folder.exists():  # it is not between the old one's end and the new one's name
        assert read_checkpoint(folder) in (files, newer)
    else:
        assert process.exitcode == -signal.SIGKILL
    checkpoint.write_checkpoint(folder, newer, 1)
    assert read_checkpoint(folder) == newer
    assert [path.name for path in tmp_path.iterdir()] == ["000001"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("call", [1, 5, 20, 30])
def test_a_disk_that_refuses_is_an_error_and_no_loss(
    number: int, call: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: Any
) -> None:
    config = runs.config(tmp_path / "run")
    original, count = os.fsync, itertools.count(1)

    def refuse(handle: int) -> None:
        if next(count) >= call:
            raise OSError(number, os.strerror(number))
        original(handle)

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match=os.strerror(number)):
        train(config)
    monkeypatch.undo()

    assert train(config) == "completed"
    assert runs.lasting_bytes(tmp_path / "run") == runs.lasting_bytes(runs.finished)
