"""`python -m envcore` with closed pipes, full disks, and terminals that get signals."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shells and terminals of POSIX")

LEFT = b"\x1b[?1049l"
COMMAND = f"{shlex.quote(sys.executable)} -m envcore"
BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("{ $0 doctor; echo $? >&2; } | true", 0, "0\n"),
        ("{ $0 --help; echo $? >&2; } | true", 0, "0\n"),
        ("yes 6 | { $0 play --seed 1; echo $? >&2; } | head -1", 0, "0\n"),
        ("$0 doctor >&-", 0, ""),
        ("$0 --version 2>&-", 0, ""),
    ],
)
def test_a_reader_that_goes_away_ends_it_quietly(line: str, code: int, said: str) -> None:
    done = subprocess.run(
        ["sh", "-c", line.replace("$0", COMMAND)],
        capture_output=True,
        text=True,
        check=False,
        env=BUFFERED,
    )
    assert (done.returncode, done.stderr) == (code, said)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is of Linux")
@pytest.mark.parametrize("arguments", ["doctor", "--help"])
def test_a_full_disk_is_one_line(arguments: str) -> None:
    line = f"{COMMAND} {arguments} >/dev/full"
    done = subprocess.run(
        ["sh", "-c", line], capture_output=True, text=True, check=False, env=BUFFERED
    )

    assert done.returncode == 2
    assert done.stderr == "Error: standard output: No space left on device\n"


@pytest.mark.parametrize("closing", ["<&-", ">&-"])
def test_playing_needs_input_and_output(closing: str) -> None:
    line = f"{COMMAND} play {closing}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.startswith("Error: standard input or output is closed.")
    assert done.stderr.count("\n") == 1


class Terminal:
    """A terminal in which a command runs; reading it fails when the command has ended."""

    def __init__(self, *command: str) -> None:
        import pty

        self._ours, theirs = pty.openpty()
        self.before = self.settings()
        program = f"import os; os.login_tty({theirs}); os.execvp({command[0]!r}, {command!r})"
        self.child = subprocess.Popen([sys.executable, "-c", program], pass_fds=[theirs])
        os.close(theirs)
        self.shown = b""

    def settings(self) -> object:
        import termios

        return termios.tcgetattr(self._ours)

    def wait_for(self, sign: bytes) -> None:
        """Wait until something is shown that was not before."""
        before = self.shown.count(sign)
        while self.shown.count(sign) == before:
            self.shown += os.read(self._ours, 65536)

    def type(self, keys: bytes) -> None:
        os.write(self._ours, keys)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminal_is_restored_after_a_signal(number: signal.Signals) -> None:
    terminal = Terminal(sys.executable, "-m", "envcore", "play", "--seed", "3")
    terminal.wait_for(b"keys: ")
    terminal.child.send_signal(number)

    terminal.wait_for(LEFT)
    assert terminal.child.wait(timeout=60) == 128 + number
    assert terminal.settings() == terminal.before


def test_a_terminal_is_left_while_the_game_is_stopped() -> None:
    script = f"{COMMAND} play --seed 3; echo stopped; fg"
    terminal = Terminal("bash", "-m", "-c", script)
    terminal.wait_for(b"keys: ")
    terminal.type(b"\x1a")
    terminal.wait_for(b"keys: ")  # drawn again
    terminal.type(b"hQ")
    terminal.wait_for(LEFT)

    assert terminal.child.wait(timeout=60) == 0
    assert terminal.shown.index(LEFT) < terminal.shown.index(b"stopped")
    assert b"Hold drift, 1 t" in terminal.shown
    assert terminal.settings() == terminal.before
