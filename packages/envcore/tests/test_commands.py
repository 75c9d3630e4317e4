"""`python -m envcore`: the doctor and playing at the keyboard."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import envcore
from envcore import cli, self_test, spec
from envcore.play import HELP, Game, drawn, key_bindings
from envcore.rendering.terminal import HEIGHT, WIDTH, screen_lines
from envcore.spec import Action

from helpers import new_env


def run_command(*arguments: str, keys: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "envcore", *arguments],
        input=keys,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_doctor_passes_a_good_installation() -> None:
    done = run_command("doctor")

    assert done.returncode == 0, done.stdout
    assert done.stderr == ""
    assert "All is well." in done.stdout
    assert f"{spec.SPEC_DIGEST[:12]}" in done.stdout
    assert "instructions" in done.stdout
    assert "ok    recorded episodes are bit-identical" in done.stdout


def test_the_doctor_writes_json() -> None:
    done = run_command("doctor", "--json")

    found = json.loads(done.stdout)
    assert found["facts"]["envcore"] == envcore.__version__
    assert len(found["checks"]) == 5
    assert all(check["problem"] == "" for check in found["checks"])


@pytest.mark.skipif(sys.platform == "win32", reason="there is no Ctrl-C to press there")
@pytest.mark.parametrize("module", ["numpy", "argparse", "envcore.self_test"])
def test_ctrl_c_while_the_command_is_imported_ends_quietly(module: str, tmp_path: Path) -> None:
    folder = str(Path(envcore.__file__).parent)
    press = f"""
import importlib.abc, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs in the background ignore it
class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, *_):
        if name == {module!r} and sys.argv[0].startswith(("-m", {folder!r})):
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Finder())
"""
    tmp_path.joinpath("sitecustomize.py").write_text(press, encoding="utf-8")
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, "-m", "envcore", "doctor"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_the_doctor_names_faults(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    source = Path(self_test.__file__).parent / "recordings"
    for file in source.glob("*.json.gz"):
        recording = json.loads(gzip.decompress(file.read_bytes()))
        if file.name == "28_miner.json.gz":
            recording["reward"][7] = (1.0).hex()
        (folder / file.name).write_bytes(gzip.compress(json.dumps(recording).encode()))
    monkeypatch.setattr("envcore.self_test.resources.files", lambda _: tmp_path)
    monkeypatch.setattr("envcore.self_test.spec.SPEC_DIGEST", "0" * 64)

    assert cli.main(["doctor"]) == 1

    shown = capsys.readouterr().out
    assert (
        "FAIL  native module and tables are of one spec: ValueError: their digests differ" in shown
    )
    assert "28_miner.json.gz, step 7: reward is" in shown
    assert "2 of 5 checks failed." in shown


def test_every_action_has_keys_and_no_keys_begin_others() -> None:
    bindings = key_bindings()

    assert sorted(bindings.values()) == list(Action)
    for keys in bindings:
        assert not any(other != keys and other.startswith(keys) for other in bindings), keys
    assert not set("?INQ") & {keys[0] for keys in bindings}


def test_the_help_names_every_first_key() -> None:
    listed = {line[at : at + 9].strip()[:1] for line in HELP.splitlines() for at in (0, 40)}
    assert {keys[0] for keys in key_bindings() if not keys.isdigit()} <= listed
    assert max(map(len, HELP.splitlines())) <= WIDTH
    assert len(HELP.splitlines()) <= HEIGHT - 2


class Screen:
    """Collects what a game shows."""

    def __init__(self, **options: Any) -> None:
        self.env = new_env(**options)
        self.text = ""
        self.game = Game(self.env, self.show, seed=3)

    def show(self, game: Game, text: str) -> None:
        """Keep the text, and check the screen."""
        self.text += text + "\n"
        plain = drawn(game, text, color=False)
        assert len(plain) <= HEIGHT
        assert max(map(len, plain)) <= WIDTH
        colored = drawn(game, text, color=True)
        assert [re.sub(r"\x1b\[[\d;]*m", "", line) for line in colored] == plain

    def type(self, keys: str) -> str:
        """Press keys and return what was shown to them."""
        self.text = ""
        for key in keys:
            assert self.game.press(key)
        return self.text


def test_keys_are_the_actions_that_they_stand_for() -> None:
    screen, env = Screen(), new_env()
    env.reset(seed=3)
    for keys, action in (("1", 0), ("s 0", 12), ("mm", 29), ("f", 9), ("h", 6)):
        screen.type(keys)
        env.step(action)
        if keys == "mm":
            env.step(action)
        assert screen.env.state_digest() == env.state_digest()
        assert screen_lines(env.observation(), env.info(), color=False)[1].startswith(
            spec.ACTIONS[action].title
        )


def test_illegal_actions_are_explained_and_cost_nothing() -> None:
    screen = Screen()
    before = screen.env.state_digest()

    assert "Mine, standard is legal when: an asteroid is selected" in screen.type("m")
    assert "Cash out is legal when: at the station, credits > 0." in screen.type("q")
    assert screen.env.state_digest() == before


def test_other_keys() -> None:
    screen = Screen(time_max=1)

    assert screen.type("?") == HELP + "\n"
    assert "The ship is at the station." in screen.type("I")
    assert "No such key: 'z'" in screen.type("z")
    assert screen.type("$\x7f") == ""
    assert "net profit 0 credits in 1 ticks." in screen.type("h")
    assert "The episode has ended: N starts the next" in screen.type("h")
    assert "Episode 1 of seed 3." in screen.type("N")
    assert not screen.game.press("Q")


def test_a_game_can_be_played_from_a_script() -> None:
    done = run_command("play", "--seed", "3", "--time-max", "50", keys="?1s0mmm\n1x1Qh")

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("last step: Mine, standard") == 3
    assert done.stdout.rstrip().splitlines()[-1].startswith("Reward ")
    assert "Hold drift, " not in done.stdout
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_a_terminal_is_left_as_it_was() -> None:
    import pty
    import termios

    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    child = subprocess.Popen(
        [sys.executable, "-m", "envcore", "play", "--seed", "3"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        text=True,
    )
    os.write(ours, b"1hQ")
    shown, _ = child.communicate(timeout=60)

    assert child.returncode == 0
    assert "last step: Hold drift" in shown
    assert termios.tcgetattr(theirs) == before
    os.close(ours)
    os.close(theirs)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_a_terminal_is_drawn_over_and_restored() -> None:
    import pty

    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "envcore", "play", "--seed", "3"], stdin=theirs, stdout=theirs
    )
    os.close(theirs)
    os.write(ours, b"hQ")
    shown = b""
    with contextlib.suppress(OSError):  # the end of the other side
        while part := os.read(ours, 65536):
            shown += part
    os.close(ours)

    assert child.wait(timeout=60) == 0
    assert shown.count(b"\x1b[H") == 2  # at the start and after a step, in one place
    assert b"\x1b[?1049h" in shown
    assert shown.rstrip().endswith(b"\x1b[?1049l")
    assert b"Hold drift, 1 t" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["fly"], "invalid choice: 'fly'"),
        (["play", "--seed", "-1"], "--seed is -1, expected 0..18446744073709551615"),
        (["play", "--time-max", "0"], "option time_max is 0, expected an integer in 1..1000000"),
    ],
)
def test_bad_arguments_are_named(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_info:
        cli.main(arguments)

    assert exit_info.value.code == 2
    assert message in capsys.readouterr().err


def test_the_mask_of_a_start_is_what_the_keys_offer() -> None:
    screen = Screen()

    bindings = key_bindings()
    legal = [bindings[keys] for keys in screen.game.legal_keys]
    assert sorted(legal) == np.flatnonzero(screen.env.action_masks()).tolist()


def test_a_bad_argument_is_reported_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        cli.main(["fly"])

    assert exit_info.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("Error: ")
    assert lines[0].endswith("Run `python -m envcore --help` for help.")


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        cli.main(["--version"])

    assert exit_info.value.code == 0
    assert capsys.readouterr().out == f"envcore {version('envcore')}\n"


@pytest.mark.parametrize("arguments", [["-h"], ["--help"], ["play", "-h"], ["doctor", "--help"]])
def test_help_is_shown(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        cli.main(arguments)

    assert exit_info.value.code == 0
    assert capsys.readouterr().out.startswith("usage: python -m envcore")
