"""Standard streams that are closed, full, or lose their reader."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shells of POSIX")

PIPED = """
import click, rich.console
from replaykit.command_line import run_command

@click.command()
def root():
    rich.console.Console(highlight=False).print("x\\n" * 9_999, end="")

raise SystemExit(run_command(root, "kit"))
"""


def test_a_table_whose_reader_goes_away_ends_with_0() -> None:
    command = '{ "$0" -c "$1"; echo "$?" >&2; } | true'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, PIPED], check=False, capture_output=True
    )
    assert done.stderr == b"0\n"


INTERRUPTED = """
import click, signal, sys
from replaykit.command_line import run_command

@click.command()
def root():
    sys.stdout.write("buffered")
    signal.raise_signal(signal.SIGTERM)

raise SystemExit(run_command(root, "kit"))
"""


def test_an_interrupt_whose_reader_is_gone_keeps_its_exit_code() -> None:
    command = '{ "$0" -c "$1"; echo "$?" >&2; } | true'
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, INTERRUPTED],
        check=False,
        capture_output=True,
        env=environment,
    )
    assert done.stderr.strip() == b"143"


CLOSED = """
import click, sys
from replaykit.command_line import run_command

@click.command()
def root():
    sys.stdout.flush()
    sys.stderr.write("x")
    click.echo("x")

code = run_command(root, "kit")
raise SystemExit(code)
"""


@pytest.mark.parametrize("closing", [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_streams(closing: str) -> None:
    command = f'"$0" -c "$1" {closing}'
    done = subprocess.run(["sh", "-c", command, sys.executable, CLOSED], check=False)
    assert done.returncode == 0


REFUSED = """
import click
from replaykit.command_line import run_command

@click.command()
def root():
    click.echo("said", err=True)
    raise click.ClickException("refused")

raise SystemExit(run_command(root, "kit"))
"""


@pytest.mark.parametrize("place", ["2>/dev/full", "2>&1 >/dev/null | true"])
def test_an_error_that_cannot_be_written_keeps_its_exit_code(place: str) -> None:
    if "full" in place and not Path("/dev/full").exists():
        pytest.skip("/dev/full is of Linux")
    command = f'{{ {{ "$0" -c "$1"; echo "$?" >&3; }} {place}; }} 3>&1'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, REFUSED], check=False, capture_output=True
    )
    assert done.stdout == b"2\n"
