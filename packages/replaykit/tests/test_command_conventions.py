"""Conventions of all commands: help, JSON, exit codes, closed pipes, full disks, completion."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest

import replaykit
from replaykit.cli.exit_codes import CODE_OF_ERROR, Exit, exit_code_of
from replaykit.cli.main import main
from replaykit.cli.main import replaykit as root
from replaykit.library import write_bundle

from helpers import foreign_file, recorded

COMMANDS = [name for names in root.sections.values() for name in names]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "episode.abr"
    recorded(holds=30).write(path)
    return path


def json_lines(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[Any]]:
    """Run a command with --json; return its exit code and what it printed."""
    code = main([*map(str, arguments), "--json"])
    printed = capsys.readouterr()
    assert printed.err == "" or arguments[0] == "index"
    return code, [json.loads(line) for line in printed.out.splitlines()]


def test_every_command_is_in_a_section() -> None:
    assert sorted(COMMANDS) == sorted(root.commands)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_describes_every_option_and_shows_examples(
    capsys: pytest.CaptureFixture[str], name: str, option: str
) -> None:
    assert main([name, option]) == 0

    out = capsys.readouterr().out
    assert "Examples:\n" in out
    for parameter in root.commands[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_short_help_fits_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    usage, _, commands = capsys.readouterr().out.partition("Options:")
    assert usage.startswith("Usage: replaykit ")
    assert "..." not in commands


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"{replaykit.__version__}\n"


def test_info_as_json(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replay = replaykit.Replay.read(file)
    assert replay.result is not None
    code, (facts, missing) = json_lines(capsys, "info", file, tmp_path / "absent.abr")

    assert code == Exit.REFUSED
    assert facts["result"]["return"] == replay.result.total
    assert facts["content_digest"] == replay.content_digest
    assert (facts["seed"], facts["steps"]) == (str(replay.header.seed), len(replay.actions))
    assert missing == {"file": str(tmp_path / "absent.abr"), "error": "No such file or directory"}


def test_verify_as_json(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replay = replaykit.Replay.read(file)
    assert replay.result is not None
    false, foreign = tmp_path / "false.abr", tmp_path / "foreign.abr"
    replace(replay, result=replace(replay.result, total=1e6)).write(false)
    foreign.write_bytes(foreign_file(replay))

    assert json_lines(capsys, "verify", file)[0] == Exit.DONE
    code, rows = json_lines(capsys, "verify", false, foreign)
    assert code == Exit.FOREIGN
    assert rows[0]["is_true"] is False
    assert rows[0]["message"].startswith("result: return is stated as 1000000.0")
    assert rows[1]["error"].startswith("spec digest is 000000000000")


def test_diff_as_json(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.abr"
    recorded(holds=29).write(other)

    assert json_lines(capsys, "diff", file, file)[1][0]["is_same"] is True
    code, (row,) = json_lines(capsys, "diff", file, other)
    assert code == Exit.FALSE
    assert (row["step"], row["what"], row["a"]) == (30, "action", "HOLD_DRIFT")
    assert row["frame_a"]["action_name"] == row["a"]


def test_bundles_as_json(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "scores.zip"
    code, (table,) = json_lines(capsys, "bundle", file, "-o", out)
    assert (code, table) == (Exit.DONE, write_bundle([file], tmp_path / "again.zip"))
    code, (verdict,) = json_lines(capsys, "verify-bundle", out)
    assert (code, verdict["is_true"]) == (Exit.DONE, True)


def test_index_as_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, (row,) = json_lines(capsys, "index", file.parent)
    assert (code, row["path"], row["policy"]) == (Exit.DONE, file.name, "random_legal")


def test_the_most_specific_error_gives_the_exit_code() -> None:
    assert exit_code_of(replaykit.ForeignSpecError("x")) == Exit.FOREIGN
    assert exit_code_of(replaykit.DamagedReplayError("x")) == Exit.REFUSED
    assert exit_code_of(FileNotFoundError(2, "x")) == Exit.REFUSED
    assert set(CODE_OF_ERROR.values()) == {Exit.REFUSED, Exit.FOREIGN}


def command(*arguments: object) -> list[str]:
    start = "import sys; from replaykit.cli.main import main; sys.exit(main())"
    return [sys.executable, "-c", start, *map(str, arguments)]


@pytest.mark.parametrize("arguments", [["frames", "{file}"], ["info", "{file}"], ["--help"]])
def test_a_closed_pipe_ends_quietly(file: Path, arguments: list[str]) -> None:
    full = [argument.format(file=file) for argument in arguments]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command(*full), stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
@pytest.mark.parametrize("streams", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_error(file: Path, streams: str) -> None:
    for arguments in (["frames", file], ["verify", file], ["info", file]):
        shell = ["sh", "-c", f'"$@" {streams}', "sh", *command(*arguments)]
        done = subprocess.run(shell, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line(file: Path) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123  # a device
        done = subprocess.run(
            command("info", file), stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (2, "replaykit: No space left on device\n")


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_a_closed_standard_input_is_one_line() -> None:
    shell = ["sh", "-c", '"$@" <&-', "sh", *command("verify", "-")]
    done = subprocess.run(shell, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "replaykit: -: standard input is closed: give a file, or pipe one in\n"


def test_the_shell_completes_commands() -> None:
    completion = {"_REPLAYKIT_COMPLETE": "bash_complete", "COMP_WORDS": "replaykit ver"}
    environment = {**os.environ, **completion, "COMP_CWORD": "1"}
    done = subprocess.run(command(), env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["plain,verify", "plain,verify-bundle"]


def code_without_reader(redirect: str, *arguments: object) -> int:
    """Return the exit code of a command whose output nothing reads."""
    shell = [
        "bash",
        "-c",
        f'"$@" {redirect}; exit ${{PIPESTATUS[0]}}',
        "bash",
        *command(*arguments),
    ]
    done = subprocess.run(shell, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
@pytest.mark.parametrize("redirect", ["| true", "2>&1 | true", ">&-", ">&- 2>&-", "<&- >&-"])
def test_a_check_without_a_reader_ends_with_its_own_exit_code(
    redirect: str, file: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.abr"
    damaged.write_bytes(file.read_bytes()[:-1] + b"\0")

    assert code_without_reader(redirect, "verify", file) == 0
    assert code_without_reader(redirect, "verify", file, damaged, file) != 0
    assert code_without_reader(redirect, "info", file) == 0
    assert code_without_reader(redirect, "cut", file, "-o", "-") == 0
