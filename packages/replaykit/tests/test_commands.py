"""The command `replaykit`: what it prints, writes and returns."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import replaykit
from replaykit.cli.main import main

from helpers import CONFIG, foreign_file, needs_player, recorded


class Run:
    """Runs the command and returns exit code, stdout and stderr."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = self._capsys.readouterr()
        return code, captured.out, captured.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a replay, the only file of the working folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "episode.abr"
    recorded(holds=30).write(path)
    return path


def test_verify_reports_true_false_unreadable_or_foreign(tmp_path: Path, run: Run) -> None:
    replay = recorded()
    assert replay.result is not None
    good, false, cut, foreign = (tmp_path / f"{name}.abr" for name in "abcd")
    replay.write(good)
    replace(replay, result=replace(replay.result, total=1e6)).write(false)
    cut.write_bytes(good.read_bytes()[:-5])
    foreign.write_bytes(foreign_file(replay))

    assert run("verify", good)[0] == 0
    for path, code, message in (
        (false, 1, "false: result: return is stated as 1000000.0"),
        (cut, 2, "cut off at byte"),
        (tmp_path / "none.abr", 2, "No such file or directory"),
        (foreign, 3, "spec digest is 000000000000"),
    ):
        found, out, err = run("verify", path)
        assert found == code
        assert out == ""
        assert err.count("\n") == 1
        assert f"{path}: " in err
        assert message in err
    assert run("verify", good, false, cut)[0] == 2
    assert run("verify", tmp_path)[0] == 3


def test_verify_checks_a_forks_parent(file: Path, tmp_path: Path, run: Run) -> None:
    out = tmp_path / "fork.abr"
    assert run("fork", file, "10", "-o", out)[0] == 0

    assert "true from its stored state: 0 steps" in run("verify", out, "--parent", file)[1]
    other = tmp_path / "other.abr"
    recorded(seed=8).write(other)
    assert "parent is stated as" in run("verify", out, "--parent", other)[2]


def test_info_shows_what_a_replay_holds(file: Path, tmp_path: Path, run: Run) -> None:
    replay = replaykit.Replay.read(file)
    code, out, _ = run("info", file)
    assert code == 0
    assert replay.result is not None
    assert replay.result.end_cause is not None
    for text in (replay.result.end_cause, "time_max=400", "random_legal", replay.content_digest):
        assert text in out
    run("fork", file, "10", "-o", tmp_path / "fork.abr")
    assert f"step 10 of {replay.content_digest}" in run("info", tmp_path / "fork.abr")[1]
    file.write_bytes(file.read_bytes()[:-5])
    code, out, _ = run("info", file)
    assert code == 0
    assert "the file was cut off" in out


def test_a_name_cannot_control_the_terminal(tmp_path: Path, run: Run) -> None:
    player = replaykit.Player(kind="bot", name="\x1b[2Jgone")
    made = replaykit.record_actions(
        [6], config=CONFIG, seed=1, provenance=replaykit.Provenance(player)
    )
    made.write(tmp_path / "x.abr")
    out = run("info", tmp_path / "x.abr")[1] + run("index", tmp_path)[1]
    assert out.count("[2Jgone") == 2
    assert "\x1b" not in out


def test_standard_input_is_read(file: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(file.read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    code, out, _ = run("verify", "-")
    assert (code, out.startswith("-: true")) == (0, True)


def test_frames_are_json_lines(file: Path, run: Run) -> None:
    code, out, _ = run("frames", file, "--start", "3", "--stop", "8", "--stride", "2", "--truth")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [row["step"] for row in rows] == [3, 5, 7]
    assert rows[0]["action_name"] == "HOLD_DRIFT"
    assert len(rows[0]["truth"]["market"]["stock"]) == 6
    assert "observation" not in rows[0]
    code, out, _ = run("frames", file, "--stop", "1", "--observation")
    assert len(json.loads(out)["observation"]["prices"]) == 6


def test_cut_and_concat_give_the_file_back(file: Path, tmp_path: Path, run: Run) -> None:
    head, tail, whole = (tmp_path / name for name in ("head.abr", "tail.abr", "whole.abr"))
    assert run("cut", file, "--stop", "20", "-o", head) == (0, f"{head}: 20 steps\n", "")
    assert run("cut", file, "--start", "20", "-o", tail)[0] == 0
    assert run("concat", head, tail, "-o", whole)[0] == 0
    assert whole.read_bytes() == file.read_bytes()


def test_a_fork_plays_the_given_actions(file: Path, tmp_path: Path, run: Run) -> None:
    actions = tmp_path / "actions.txt"
    actions.write_text("6, 6\n11 -3", encoding="utf-8")
    out = tmp_path / "fork.abr"

    code, _, _ = run("fork", file, "12", "--actions", actions, "--player", "ann", "-o", out)

    made = replaykit.Replay.read(out)
    assert code == 0
    assert made.actions.tolist() == [6, 6, 11, 69]
    assert (made.header.player.kind, made.header.player.name) == ("human", "ann")
    actions.write_text("6 six", encoding="utf-8")
    assert "'six'" in run("fork", file, "12", "--actions", actions, "-o", out)[2]
    actions.write_text("6 " * 1000, encoding="utf-8")
    assert "of the 1000 actions" in run("fork", file, "12", "--actions", actions, "-o", out)[2]
    assert replaykit.Replay.read(out).actions.tolist() == [6, 6, 11, 69]


def test_diff_shows_where_and_how(file: Path, tmp_path: Path, run: Run) -> None:
    other = tmp_path / "other.abr"
    recorded(holds=29).write(other)
    code, out, _ = run("diff", file, file)
    assert (code, out.startswith("same: ")) == (0, True)
    code, out, _ = run("diff", file, other)
    assert code == 1
    assert out.startswith("step 30: action is HOLD_DRIFT in ")
    assert "the worlds differ from step" in out
    assert out.count(", return ") == 2


@pytest.mark.parametrize("to", ["jsonl", "csv", pytest.param("html", marks=needs_player)])
def test_export_follows_the_ending(file: Path, tmp_path: Path, run: Run, to: str) -> None:
    out = tmp_path / f"frames.{to}"
    code, said, _ = run("export", file, "-o", out, "--stop", "11")
    assert code == 0
    assert said == f"{out}: 11 frames\n"
    if to == "csv":
        rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
        assert [int(row["step"]) for row in rows] == list(range(11))


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["info", "absent.abr"], 2, "absent.abr: No such file"),
        (["frames", "{file}", "--start", "-1"], 2, "'--start': -1 is not in the range x>=0"),
        (["frames", "{file}", "--stride", "0"], 2, "'--stride': 0 is not in the range x>=1"),
        (["cut", "{file}", "--start", "9", "--stop", "3", "-o", "x.abr"], 2, "start is 9 and stop"),
        (["fork", "{file}", "99999", "-o", "x.abr"], 2, "step is 99999, expected 0.."),
        (["fork", "{file}", "x", "-o", "x.abr"], 2, "'x' is not a valid integer range"),
        (["export", "{file}", "-o", "x.xyz"], 2, "--to jsonl, csv, parquet"),
        (["export", "{file}", "{file}", "-o", "x.csv"], 2, "takes one replay, not 2"),
        (["export", "{file}", "--to", "yaml", "-o", "x"], 2, "'yaml' is not one of 'jsonl'"),
        (["index", "absent"], 2, "absent: no such folder"),
        (["bundle", "absent", "-o", "x.zip"], 2, "absent: no such file or folder"),
        (["verify-bundle", "{file}"], 2, "not a bundle"),
        (["concat", "{file}", "{file}", "-o", "x.abr"], 2, "part 1 does not start where part 0"),
        (["dance"], 2, "No such command 'dance'"),
        (["info", "nosuch://x/y.abr"], 2, "nosuch://x/y.abr"),
    ],
)
def test_an_error_is_one_line(
    file: Path, run: Run, arguments: list[str], code: int, expected: str
) -> None:
    found, out, err = run(*(argument.format(file=file) for argument in arguments))
    assert (found, out, err.count("\n")) == (code, "", 1)
    assert expected in err
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    "command",
    [
        ("cut", "episode.abr", "--stop", "9"),
        ("fork", "episode.abr", "9"),
        ("concat", "episode.abr"),
        ("export", "episode.abr", "--to", "csv"),
        ("export", "episode.abr", "--to", "gif", "--stop", "2"),
        ("bundle", "whole.abr"),
    ],
)
def test_a_new_file_can_go_to_standard_output(
    file: Path, capfdbinary: pytest.CaptureFixture[bytes], command: tuple[str, ...]
) -> None:
    recorded().write(file.with_name("whole.abr"))
    before = sorted(file.parent.iterdir())
    assert main([*command, "-o", "-"]) == 0
    written, said = capfdbinary.readouterr()
    assert said.startswith(b"-: ")
    assert sorted(file.parent.iterdir()) == before

    assert main([*command, "-o", "named.gif"]) == 0
    assert capfdbinary.readouterr().out.splitlines()[-1].startswith(b"named.gif: ")
    assert file.with_name("named.gif").read_bytes() == written
