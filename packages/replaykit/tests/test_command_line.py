"""The command style: help by section, errors of one line, exit codes, completion."""

from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest

from replaykit import command_line
from replaykit.command_line import EXIT_INTERRUPTED, command_group, json_option, run_command


class OwnError(Exception):
    """An error of a package."""


class Ended(KeyboardInterrupt):
    """Another signal interrupted the work."""

    number = 15


@command_group("1.2.3", sections={"Reading": ("show",)}, examples=["tool show a.abr"])
def tool() -> None:
    """Show things."""


@tool.command(examples=["tool show a.abr --count 2"])
@click.argument("file")
@click.option("--count", type=click.IntRange(1, 5), default=1, help="How many.")
@json_option()
def show(file: str, count: int, as_json: bool) -> int:
    """Show a file."""
    if file == "missing":
        raise FileNotFoundError(2, "No such file or directory", file)
    if file == "bad":
        raise OwnError("bad: not a replay")
    if file == "stop":
        raise KeyboardInterrupt
    if file == "end":
        raise Ended
    click.echo(f"{file} {count} {as_json}")
    return 1 if file == "false" else 0


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        ("show", 2, "tool: Missing argument 'FILE'. Run `tool show --help`."),
        ("show a --count 9", 2, "9 is not in the range 1<=x<=5. Run `tool show --help`."),
        ("show a --cuont 2", 2, "--cuont"),
        ("shwo a", 2, "tool: No such command 'shwo'. Did you mean 'show'?"),
        ("show missing", 2, "tool: missing: No such file or directory"),
        ("show bad", 3, "tool: bad: not a replay"),
    ],
)
def test_an_error_is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: str, code: int, line: str
) -> None:
    assert run_command(tool, "tool", arguments.split(), refusals={OwnError: 3}) == code

    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert line in printed.err


def test_results_are_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(tool, "tool", ["show", "a", "--json"]) == 0
    assert capsys.readouterr().out == "a 1 True\n"
    assert run_command(tool, "tool", ["show", "false"]) == 1
    assert run_command(tool, "tool", ["show", "stop"]) == EXIT_INTERRUPTED
    assert run_command(tool, "tool", ["show", "end"]) == 143


@pytest.mark.parametrize("arguments", [["-h"], ["--help"], []])
def test_help_lists_sections_and_examples(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run_command(tool, "tool", arguments) == 0

    out = capsys.readouterr().out
    assert "Reading:\n  show  Show a file." in out
    assert "Examples:\n  tool show a.abr" in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(tool, "tool", ["--version"]) == 0
    assert capsys.readouterr().out == "1.2.3\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    assert run_command(tool, "tool", ["completion", shell]) == 0
    assert "_TOOL_COMPLETE" in capsys.readouterr().out
    assert run_command(tool, "tool", ["completion", "--help"]) == 0
    assert 'eval "$(tool completion bash)"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("~/x", "HOME/x"),
        ("--out=~/x", "HOME/x"),
        ("a=~/x,~/y", "a=HOME/x,HOME/y"),
        ("replay:~/x.abr", "replay:HOME/x.abr"),
        ("a/~/b", "a/~/b"),
        ("~", "~"),
        ("x~/y", "x~/y"),
    ],
)
def test_a_tilde_is_the_home_folder_where_no_shell_sees_it(
    argument: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_line.Path, "home", lambda: "HOME")

    assert command_line.in_home(argument).removeprefix("--out=") == expected


OUTSIDE_ASCII = """
import click
from replaykit.command_line import run_command

@click.command()
def root():
    click.echo("caf\\u00e9 \\u2192 \\u5c0f\\u60d1\\u661f")

raise SystemExit(run_command(root, "kit"))
"""


@pytest.mark.parametrize(
    ("encoding", "wanted"),
    [
        ("cp1252", "caf\u00e9 \\u2192 \\u5c0f\\u60d1\\u661f"),
        ("utf-8", "caf\u00e9 \u2192 \u5c0f\u60d1\u661f"),
    ],
)
def test_a_name_that_the_console_cannot_show_is_escaped(encoding: str, wanted: str) -> None:
    # Python writes so into a pipe on Windows, whose code page is often 1252
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-c", OUTSIDE_ASCII]
    done = subprocess.run(command, check=False, capture_output=True, env=environment)
    assert (done.returncode, done.stdout.decode(encoding).strip()) == (0, wanted)


def test_a_command_without_a_terminal_imports_no_progress_bar() -> None:
    code = "import sys; from replaykit.cli.main import main; main(['verify', '.'])"
    command = [sys.executable, "-c", f"{code}; sys.exit('rich' in sys.modules)"]
    done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
