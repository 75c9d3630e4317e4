"""What else may be in the folder of event files: files of others, and what is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch.utils.tensorboard import SummaryWriter

from trainkit.runs.paths import TENSORBOARD
from trainkit.runs.sinks import Sinks
from trainkit.runs.tensorboard_log import TensorBoardLog


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.mkdir(),
        lambda path: path.symlink_to("nowhere"),
        lambda path: path.write_bytes(b"damaged" * 9),
        pytest.param(
            lambda path: os.mkfifo(path),  # noqa: PLW0108  # Windows has none
            marks=pytest.mark.skipif(sys.platform == "win32", reason="POSIX"),
        ),
    ],
)
def test_things_that_look_like_event_files_hide_nothing(
    make: Callable[[Path], None], tmp_path: Path, runs: Any
) -> None:
    config = runs.config(tmp_path / "run")
    for name in ("events.out.tfevents.1.x", "events.out.tfevents.3.x"):
        make(tmp_path / name)
    log = TensorBoardLog(tmp_path, config)
    log.log({"window/window": 1.0}, 10)
    log.close()

    assert TensorBoardLog(tmp_path, config).has(10)


def test_curves_of_others_at_the_same_steps_are_theirs(tmp_path: Path, runs: Any) -> None:
    with SummaryWriter(str(tmp_path)) as theirs:
        for step in (0, 10):
            theirs.add_scalar("their/curve", 1.0, step)
            theirs.add_text("config", "theirs", step)

    log = TensorBoardLog(tmp_path, runs.config(tmp_path / "run"))

    assert (log.has(0), log.has(10)) == (True, False)
    log.close()
    assert len(list(tmp_path.glob("events*"))) == 2


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_a_file_that_is_missing_is_drawn_again_in_order(
    lost: int, tmp_path: Path, runs: Any
) -> None:
    config, steps = runs.config(tmp_path / "run"), [10, 20, 30]
    rows = [{"window": n, "env_steps_total": step} for n, step in enumerate(steps, 1)]
    for number in range(3):  # a session for each window
        sinks = Sinks(config, tmp_path)
        sinks.backfill(rows[: number + 1], [])
        sinks.close()
        (path,) = (tmp_path / TENSORBOARD).glob("events*[0-9]")
        path.rename(path.with_name(f"events.out.tfevents.{number}.session"))
    (tmp_path / TENSORBOARD / f"events.out.tfevents.{lost}.session").unlink()

    sinks = Sinks(config, tmp_path)
    sinks.backfill(rows, [])
    sinks.close()

    shown = EventAccumulator(str(tmp_path / TENSORBOARD)).Reload()
    points = [(e.step, e.value) for e in shown.Scalars("window/window")]
    assert points == [(10, 1), (20, 2), (30, 3)]
    assert len(shown.Tensors("config/text_summary")) == 1
