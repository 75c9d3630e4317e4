"""Several processes on this machine that train one policy, started and watched by this one.

The processes meet through a file and talk over the loopback interface. They end when one of them
dies, and when this process dies: each holds a pipe from it as its standard input.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from replaykit.interrupts import signals_held, signals_taken
from trainkit.errors import TrainkitError

EXIT_LOST: Final = 75
"""Exit code of a process that ended because another one did."""

RENDEZVOUS: Final = "TRAINKIT_RENDEZVOUS"
"""Environment variable with the file through which launched processes meet."""

_PROGRAM: Final = "from trainkit.cli.main import main; main()"
_CONSOLE_SIGNALS: Final = os.name == "nt"
_POLL_S: Final = 0.05
_GRACE_S: Final = 10.0  # in which the others notice by themselves that one has died


def launch(arguments: Sequence[str], processes: int) -> int:
    """Run `trainkit ARGUMENTS` in each of the processes; return the exit code.

    Raises:
        TrainkitError: A process died; the others were stopped.
    """
    with tempfile.TemporaryDirectory(prefix="trainkit-") as folder:
        ranks: list[subprocess.Popen[bytes]] = []
        sent: list[int] = []
        try:
            with _signals_forwarded(ranks, sent):
                with signals_held():  # until a process has its handlers
                    for rank in range(processes):
                        ranks.append(_start(arguments, rank, processes, Path(folder)))
                return _wait(ranks)
        except TrainkitError:
            if not sent:
                raise
            return 128 + sent[0]  # it came before the processes had begun to train
        finally:
            for process in ranks:
                if process.poll() is None:
                    process.kill()
                process.wait()


def end_with_launcher() -> None:
    """End this process when the one that launched it ends."""

    def watch() -> None:
        os.read(0, 1)  # returns when the launcher's end of the pipe is closed
        os._exit(EXIT_LOST)

    threading.Thread(target=watch, daemon=True).start()


def _start(arguments: Sequence[str], rank: int, size: int, folder: Path) -> subprocess.Popen[bytes]:
    own = {
        "RANK": rank,
        "LOCAL_RANK": rank,
        "WORLD_SIZE": size,
        "LOCAL_WORLD_SIZE": size,
        RENDEZVOUS: folder / "store",
    }
    environment = os.environ | {name: str(value) for name, value in own.items()}
    if sys.platform == "linux":
        environment.setdefault("GLOO_SOCKET_IFNAME", "lo")
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *arguments],
        stdin=subprocess.PIPE,
        env=environment,
        start_new_session=True,  # Ctrl-C reaches them through this process only
    )


@contextmanager
def _signals_forwarded(ranks: list[subprocess.Popen[bytes]], sent: list[int]) -> Iterator[None]:
    """Pass on the signals that stop training, and list them.

    On Windows the console sends Ctrl-C and Ctrl-Break to every process of the group by itself, and
    no process can send them to another one.
    """

    def forward(number: int, _: FrameType | None) -> None:
        sent.append(number)
        for process in ranks:
            if process.poll() is None and not _CONSOLE_SIGNALS:
                process.send_signal(number)

    with signals_taken(forward):
        yield


def _wait(ranks: list[subprocess.Popen[bytes]]) -> int:
    """Wait until all processes have ended, or for a short time after one has failed.

    Returns:
        The exit code of the process that failed, 0 if none did.

    Raises:
        TrainkitError: It died without an error message.
    """
    deadline = float("inf")
    codes: list[int | None] = [None]
    while None in codes and time.monotonic() < deadline:
        time.sleep(_POLL_S)
        codes = [process.poll() for process in ranks]
        if any(codes) and deadline == float("inf"):
            deadline = time.monotonic() + _GRACE_S
    failed = {rank: code for rank, code in enumerate(codes) if code}
    with_message = [code for code in failed.values() if code > 0 and code != EXIT_LOST]
    died = [rank for rank, code in failed.items() if code < 0] or list(failed)
    if with_message:
        return with_message[0]
    if died:
        raise _died(died[0], len(ranks), failed[died[0]])
    return 0


def _died(rank: int, size: int, code: int) -> TrainkitError:
    how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    return TrainkitError(
        f"process {rank} of {size} ended with {how} and the others were stopped: run the same "
        "command again to resume"
    )
