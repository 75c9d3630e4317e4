"""Tasks in other processes: in their order, though processes die, and none outlives its parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from trainkit.errors import TrainkitError
from trainkit.tasks import run_tasks


@dataclass(frozen=True)
class Errand:
    number: int
    folder: Path


def square_or_die_once(errand: Errand) -> int:
    """Return the square; the worker that is first given number 3 is killed."""
    mark = errand.folder / f"{errand.number}"
    is_first = not mark.exists()
    mark.touch()
    if errand.number == 3 and is_first:
        os.kill(os.getpid(), signal.SIGKILL)
    return errand.number**2


def always_die(_: Errand) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(errand: Errand) -> None:
    raise TrainkitError(f"errand {errand.number} cannot be done")


def work_or_die_once(errand: Errand) -> int:
    """Errand 0 is done, or waits for a signal if there is a pipe; 1 kills its worker then."""
    begun, mark = errand.folder / "begun", errand.folder / "died"
    if errand.number == 0 and not mark.exists():
        begun.touch()
        if (errand.folder / "pipe").exists():
            (errand.folder / "pipe").open("rb").close()  # waits for a writer
    while not begun.exists():
        os.sched_yield()
    if errand.number == 1 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return errand.number


def hold_open(errand: Errand) -> None:
    """Hold a pipe open as long as this process lives."""
    with (errand.folder / "pipe").open("wb") as pipe:
        pipe.write(b"x")
        pipe.flush()
        threading.Event().wait(120)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    errands = [Errand(number, tmp_path) for number in range(2)]
    parent = multiprocessing.get_context("fork").Process(
        target=lambda: list(run_tasks(hold_open, errands, workers=2))
    )
    parent.start()
    with (tmp_path / "pipe").open("rb") as pipe:
        pipe.read(2)  # both hold it

        parent.kill()

        assert pipe.read() == b""  # its end: both are gone
    parent.join()


def test_tasks_come_back_in_their_order_though_a_process_dies(tmp_path: Path) -> None:
    errands = [Errand(number, tmp_path) for number in range(6)]

    found = list(run_tasks(square_or_die_once, errands, workers=2))

    assert found == [0, 1, 4, 9, 16, 25]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("is_busy", [False, True])
def test_a_worker_ends_when_another_one_dies(tmp_path: Path, *, is_busy: bool) -> None:
    if is_busy:
        os.mkfifo(tmp_path / "pipe")

    found = list(run_tasks(work_or_die_once, [Errand(0, tmp_path), Errand(1, tmp_path)], workers=2))

    assert found == [0, 1]


def test_a_process_that_always_dies_is_given_up(tmp_path: Path) -> None:
    errands = [Errand(number, tmp_path) for number in range(2)]

    with pytest.raises(TrainkitError, match="a worker process died 2 times"):
        list(run_tasks(always_die, errands, workers=2, retries=1))
    with pytest.raises(TrainkitError, match="errand 0 cannot be done"):
        list(run_tasks(refuse, errands, workers=2))


@pytest.mark.ray
def test_ray_restarts_a_task_whose_worker_died(cluster: None, tmp_path: Path) -> None:
    errands = [Errand(number, tmp_path) for number in range(6)]

    assert list(run_tasks(square_or_die_once, errands, engine="ray")) == [0, 1, 4, 9, 16, 25]
    with pytest.raises(TrainkitError, match="errand 0 cannot be done"):
        list(run_tasks(refuse, errands, engine="ray", workers=2))
    with pytest.raises(TrainkitError, match="a Ray worker died 2 times"):
        list(run_tasks(always_die, errands[:1], engine="ray", retries=1))
