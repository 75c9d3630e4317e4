"""The command `playserver`: help, refusals, exit codes, output to a closed pipe."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import click
import pytest

from playserver.cli import main as command
from playserver.cli.main import main

import helpers

ROOT = command.playserver


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return the one line with which the command refuses."""
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("playserver: ")
    assert err.count("\n") == 1
    return err


def test_help_does_without_the_server() -> None:
    code = "import sys; from playserver.cli.main import main; main(['--help'])"
    probe = f"{code}; sys.exit('fastapi' in sys.modules or 'uvicorn' in sys.modules)"
    command = [sys.executable, "-c", probe]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "build-static" in done.stdout


def test_every_command_is_in_a_section() -> None:
    placed = {name for names in ROOT.sections.values() for name in names}
    assert placed == set(ROOT.commands)


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("name", [[], ["serve"], ["build-static"], ["openapi"]])
def test_every_command_has_help_with_examples(
    name: list[str], option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*name, option]) == 0
    assert "Examples:\n  playserver" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["serve", "build-static"])
def test_every_option_has_a_help_text(name: str) -> None:
    options = [one for one in ROOT.commands[name].params if isinstance(one, click.Option)]
    assert options
    assert all(option.help for option in options)


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip()[0].isdigit()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["serve", "--port", "0x50"], ["--port", "0x50"]),
        (["serve", "--port", "65536"], ["--port", "65536", "0<=x<=65535"]),
        (["serve", "--runs", "file"], ["--runs", "is a file", "playserver serve --help"]),
        (["serve", "--root-path", "belt"], ["--root-path", "'belt'", "such as /belt"]),
        (["serve", "--root-path", "/a b"], ["--root-path", "such as /belt"]),
        (["serve", "--trusted-proxy", "proxy"], ["--trusted-proxy", "'proxy'", "10.0.0.0/8"]),
        (["build-static", "--runs", "absent"], ["--runs", "absent"]),
        (["build-static", "--beside", "none", "--beside", "prospector"], ["exclude each other"]),
        (["serve", "--colour", "red"], ["--colour", "playserver serve --help"]),
        (["dance"], ["dance", "playserver --help"]),
    ],
)
def test_bad_arguments_are_refused_in_one_line(
    arguments: list[str],
    expected: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").mkdir()
    (tmp_path / "file").touch()
    line = refusal(capsys, *arguments)
    for text in expected:
        assert text in line


def test_an_index_that_is_another_file_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("not an index " * 100, encoding="utf-8")
    line = refusal(capsys, "serve", "--runs", str(tmp_path), "--index", str(tmp_path / "notes.txt"))
    assert "notes.txt cannot be the index" in line
    assert "name another file" in line


def test_openapi_prints_the_description(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi"]) == 0
    assert "/api/runs" in json.loads(capsys.readouterr().out)["paths"]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break differently there")
def test_a_reader_that_closes_the_pipe_ends_the_command_quietly() -> None:
    program = "import sys; from playserver.cli.main import main; sys.exit(main(['openapi']))"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(1) == b"{"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send there")
@pytest.mark.parametrize("is_followed", [False, True])
def test_ctrl_c_stops_the_server_quietly(tmp_path: Path, is_followed: bool) -> None:
    helpers.make_run(tmp_path, "one")
    program = (
        "import signal, sys; from playserver.cli.main import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job ignores it
        "sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["serve", "--runs", str(tmp_path), "--port", "0"]
    with (
        subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        ) as process,
        contextlib.ExitStack() as pages,
    ):
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        assert line.startswith("serving ")
        if is_followed:
            address = re.search(r"http://\S+", line)
            assert address is not None
            events = urllib.request.urlopen(f"{address[0]}/api/runs/one/live")
            pages.enter_context(events)
            assert events.readline()
        process.send_signal(signal.SIGINT)
        assert process.stderr.read().strip() == ""  # click ends the line of the ^C
    assert process.returncode == 130
