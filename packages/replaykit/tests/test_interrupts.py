"""Signals raise where a command is; its cleanup runs undisturbed; one signal is enough."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from replaykit import interrupts
from replaykit.command_line import run_command
from replaykit.files import growing_file
from replaykit.interrupts import Interrupted, signals_held, signals_raised, signals_taken

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Handle SIGINT as in the foreground: the shell ignores it for jobs in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_writes_leaves_nothing_behind(
    number: signal.Signals, tmp_path: Path
) -> None:
    @click.command()
    def write() -> None:
        with growing_file(tmp_path / "out") as file:
            file.write(b"half")
            signal.raise_signal(number)

    assert run_command(write, "tool", []) == 128 + number
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_further_signals_do_not_disturb_the_cleanup() -> None:
    cleaned = []

    def work() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            try:
                raise ValueError
            except ValueError:
                signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGTERM)
            cleaned.append(True)

    with pytest.raises(Interrupted) as caught, signals_raised():
        work()

    assert cleaned
    assert caught.value.number == signal.SIGTERM


def test_a_cleanup_that_takes_long_is_ended_by_another_signal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(interrupts, "_PATIENCE_S", -1.0)
    monkeypatch.setattr(os, "_exit", codes.append)

    def work() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(Interrupted), signals_raised():
        work()

    assert codes == [130]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_that_a_library_loses_is_raised_again(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interrupts, "_LOST_S", 0.05)
    lost = []

    def work() -> None:
        try:
            signal.raise_signal(number)
        except KeyboardInterrupt:  # as NumPy does while it looks for attributes of operands
            lost.append(number)
        threading.Event().wait(60)

    with pytest.raises(Interrupted) as caught, signals_raised():
        work()

    assert {*lost, caught.value.number} == {number}


def test_what_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with signals_raised():
        signal.raise_signal(signal.SIGINT)


def test_another_thread_takes_no_signals() -> None:
    def work() -> None:
        with signals_raised():
            found.append(signal.getsignal(signal.SIGINT))

    found: list[object] = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [signal.default_int_handler]


def test_signals_are_held_for_this_process_and_for_those_that_start() -> None:
    seen: list[int] = []
    child = (
        "import signal; from replaykit.interrupts import signals_taken\n"
        "signal.raise_signal(signal.SIGTERM)\n"
        "with signals_taken(lambda number, _: print('child', number)): pass"
    )
    with signals_taken(lambda number, _: seen.append(number)):
        with signals_held():
            signal.raise_signal(signal.SIGHUP)
            assert seen == []
            done = subprocess.run([sys.executable, "-c", child], check=False, capture_output=True)
        assert seen == [signal.SIGHUP]

    assert (done.returncode, done.stdout.split()) == (0, [b"child", b"15"])


def test_a_terminal_that_is_gone_does_not_hide_the_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.openpty()
    os.close(ours)
    monkeypatch.setattr(sys, "stderr", os.fdopen(theirs, "w", buffering=1))

    @click.command()
    def wait() -> None:
        signal.raise_signal(signal.SIGHUP)

    assert run_command(wait, "tool", []) == 129


ENDING = """
import click, signal, sys
from replaykit.command_line import run_command

class Late:
    def __init__(self): self.press = signal.raise_signal
    def __del__(self): self.press(2)

sys.modules["late"] = Late()  # deleted after Python has given up its handlers

@click.command()
def root():
    signal.raise_signal(15)

sys.exit(run_command(root, "kit"))
"""


def test_a_signal_while_python_ends_changes_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", ENDING], check=False, capture_output=True)
    assert (done.returncode, done.stderr.strip()) == (143, b"")
