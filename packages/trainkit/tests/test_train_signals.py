"""Preemption: SIGTERM and SIGHUP finish the window or stop at once, and the run says which."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from replaykit.command_line import run_command
from trainkit.cli.main import trainkit
from trainkit.learn.interrupts import noted_interrupts
from trainkit.learn.trainer import train

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

CALL = 25  # the second window writes its checkpoint at this call of fsync
LAST_CALL = 60  # within the last of four windows
Action = Callable[[], object]


def _run(arguments: list[str], call: int, action: Action, standard: tuple[Any, Any] | None) -> None:
    """Run trainkit and do something at some call of fsync."""
    if standard is not None:
        sys.stdout, sys.stderr = standard
    original, count = os.fsync, itertools.count(1)

    def observed(handle: int) -> None:
        if next(count) == call:
            action()
        original(handle)

    os.fsync = observed
    os._exit(run_command(trainkit, "trainkit", arguments))  # as a command without its teardown


def run_in_process(
    config: Any,
    action: Action,
    *,
    call: int = CALL,
    options: tuple[str, ...] = (),
    standard: tuple[Any, Any] | None = None,
) -> int:
    """Return the exit code of `trainkit run`, in which an action happens at a call of fsync."""
    file = config.run_path.with_suffix(".yaml")
    file.write_text(yaml.safe_dump(config.model_dump()))
    arguments = ["run", str(file), *options]
    process = multiprocessing.get_context("fork").Process(
        target=_run, args=(arguments, call, action, standard), daemon=True
    )
    process.start()
    process.join(120)
    assert process.exitcode is not None
    return process.exitcode


def status_of(config: Any) -> tuple[str, int]:
    metadata = json.loads((config.run_path / "run_metadata.json").read_text())
    return metadata["status"], metadata["window"]


def send(*numbers: int) -> Action:
    return lambda: [signal.raise_signal(number) for number in numbers]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_finishes_the_window_and_the_run_resumes_to_the_same_bytes(
    number: signal.Signals, tmp_path: Path, runs: Any
) -> None:
    config = runs.config(tmp_path / "run")

    assert run_in_process(config, send(number)) == 128 + number

    assert status_of(config) == ("interrupted", 2)
    assert train(config) == "completed"
    assert runs.lasting_bytes(tmp_path / "run") == runs.lasting_bytes(runs.finished)


@pytest.mark.parametrize(
    ("numbers", "options"),
    [
        ((signal.SIGTERM,), ("--grace", "0")),
        ((signal.SIGHUP,), ("--grace", "0")),
        ((signal.SIGINT, signal.SIGINT), ()),
        ((signal.SIGTERM, signal.SIGINT), ()),
        ((signal.SIGHUP, signal.SIGTERM, signal.SIGINT), ("--grace", "600")),
    ],
)
def test_without_a_grace_period_the_run_stops_at_once_and_says_so(
    numbers: tuple[int, ...], options: tuple[str, ...], tmp_path: Path, runs: Any
) -> None:
    config = runs.config(tmp_path / "run")

    assert run_in_process(config, send(*numbers), options=options) == 128 + numbers[0]

    assert status_of(config) == ("interrupted", 1)
    assert train(config) == "completed"
    assert runs.lasting_bytes(tmp_path / "run") == runs.lasting_bytes(runs.finished)


def test_a_signal_that_comes_twice_does_not_shorten_the_grace_period(
    tmp_path: Path, runs: Any
) -> None:
    config = runs.config(tmp_path / "run")

    code = run_in_process(config, send(signal.SIGHUP, signal.SIGHUP, signal.SIGTERM))

    assert code == 128 + signal.SIGHUP
    assert status_of(config) == ("interrupted", 2)


def test_the_end_of_a_grace_period_interrupts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    senders: list[Callable[[], bool]] = []
    monkeypatch.setattr(
        "trainkit.learn.interrupts.send_repeatedly",
        lambda _number, _seconds, is_wanted: senders.append(is_wanted),
    )
    with noted_interrupts(5.0, quiet=True):
        signal.raise_signal(signal.SIGTERM)

        assert [senders[0]() for _ in range(3)] == [True, False, False]


def test_a_window_that_takes_longer_than_the_grace_period_is_given_up(
    tmp_path: Path, runs: Any
) -> None:
    config = runs.config(tmp_path / "run")

    def be_slow() -> None:
        signal.raise_signal(signal.SIGTERM)
        threading.Event().wait(60)  # until the grace period ends

    assert run_in_process(config, be_slow, options=("--grace", "0.01")) == 128 + signal.SIGTERM
    assert status_of(config) == ("interrupted", 1)


def test_a_signal_in_the_last_window_lets_the_run_complete(tmp_path: Path, runs: Any) -> None:
    config = runs.config(tmp_path / "run")

    assert run_in_process(config, send(signal.SIGTERM), call=LAST_CALL) == 0
    assert status_of(config) == ("completed", 4)


def test_a_hangup_that_nohup_ignores_stays_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: Any
) -> None:
    config = runs.config(tmp_path / "run")
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert run_in_process(config, send(signal.SIGHUP)) == 0
    finally:
        signal.signal(signal.SIGHUP, before)

    assert status_of(config) == ("completed", 4)


def test_the_handlers_of_the_caller_come_back() -> None:
    before = [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]

    with noted_interrupts() as interrupts:
        signal.raise_signal(signal.SIGTERM)

    assert interrupts
    assert interrupts.first == signal.SIGTERM
    assert before == [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]


def test_another_thread_than_the_main_one_trains_without_handlers() -> None:
    found = []

    def work() -> None:
        with noted_interrupts() as interrupts:
            found.append(bool(interrupts))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [False]


def pipe_without_reader() -> Any:
    reading, writing = os.pipe()
    os.close(reading)
    return os.fdopen(writing, "w", buffering=1)


def closed_terminal() -> Any:
    ours, theirs = os.openpty()
    os.close(ours)
    return os.fdopen(theirs, "w", buffering=1)


@pytest.mark.parametrize("stream", [pipe_without_reader, closed_terminal, lambda: None])
@pytest.mark.parametrize("which", ["stdout", "stdout and stderr"])
def test_a_reader_that_goes_away_does_not_fail_a_run(
    stream: Callable[[], Any], which: str, tmp_path: Path, runs: Any
) -> None:
    config = runs.config(tmp_path / "run")
    standard = (stream(), stream() if which == "stdout and stderr" else sys.stderr)

    # a hangup makes trainkit write to stderr, too; the run then ends within its window
    number = signal.SIGHUP if which == "stdout and stderr" else 0
    code = run_in_process(config, send(*filter(None, [number])), standard=standard)

    assert code == (128 + number if number else 0)
    assert status_of(config) == (("interrupted", 2) if number else ("completed", 4))


@pytest.mark.parametrize("option", ["-1", "soon", "nan", "1e9"])
def test_a_grace_period_that_is_none_is_refused(
    option: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_command(trainkit, "trainkit", ["run", "quickstart", "--grace", option]) == 2

    assert capfd.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_evaluation_in_processes_ends_with_the_code_of_the_signal(
    number: int, tmp_path: Path
) -> None:
    bot = f"""
import os
class Sender:
    def act(self, observations, masks):
        os.kill(os.getppid(), {int(number)})
        return masks.argmax(axis=1)
"""
    tmp_path.joinpath("my_bots.py").write_text(bot, encoding="utf-8")
    program = "import sys; from trainkit.cli.main import main; sys.exit(main())"
    options = ["--workers", "2", "--episodes", "4", "--time-max", "50"]
    done = subprocess.run(
        [sys.executable, "-c", program, "evaluate", "my_bots.py:Sender", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 128 + number
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate", "random", "greedy_miner", "--workers", "2", "--episodes", "4"],
        ["run", "quickstart", "--processes", "2"],
    ],
)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_that_comes_before_a_process_can_take_it_is_held(
    number: int, arguments: list[str], tmp_path: Path
) -> None:
    early = f"""
import os, signal, sys
is_child = "--multiprocessing-fork" in sys.orig_argv or "WORLD_SIZE" in os.environ
signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs in the background ignore it
if is_child:
    signal.raise_signal({int(number)})
"""
    tmp_path.joinpath("sitecustomize.py").write_text(early, encoding="utf-8")
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    program = "import sys; from trainkit.cli.main import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 128 + number
    assert "Traceback" not in done.stderr
