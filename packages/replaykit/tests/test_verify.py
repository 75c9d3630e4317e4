"""Verification: what is false is found, whatever was changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import replaykit
from replaykit.cli import main

from helpers import foreign_file, recorded


def with_actions(replay: replaykit.Replay, actions: np.ndarray) -> replaykit.Replay:
    blocks = (replace(replay.blocks[0], actions=actions), *replay.blocks[1:])
    return replace(replay, blocks=blocks)


def test_a_recording_is_true() -> None:
    for seed in range(5):
        assert replaykit.verify(recorded(seed=seed)).is_true


def test_a_changed_action_is_found() -> None:
    replay = recorded(holds=100)
    actions = replay.blocks[0].actions.copy()
    actions[50] = 69

    verdict = replaykit.verify(with_actions(replay, actions))

    assert not verdict.is_true
    assert "return is stated as" in verdict.message


def test_an_action_too_many_is_found() -> None:
    replay = recorded()
    actions = np.append(replay.blocks[0].actions, np.uint8(6))

    verdict = replaykit.verify(with_actions(replay, actions))

    assert not verdict.is_true
    assert "the replay goes on" in verdict.message


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state_digest": bytes(16)}, "state digest"),
        ({"total": 1.0}, "return"),
        ({"credits": 1e9}, "credits"),
        ({"tick": 3}, "tick"),
    ],
)
def test_a_changed_block_is_found(change: dict[str, object], name: str) -> None:
    replay = recorded()
    blocks = (replace(replay.blocks[0], **change),)

    verdict = replaykit.verify(replace(replay, blocks=blocks))

    assert not verdict.is_true
    assert f"{name} is stated as" in verdict.message


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"total": 1e6}, "return"),
        ({"net_profit": 1e6}, "net profit"),
        ({"ticks": 1}, "ticks"),
        ({"end_cause": "cashed_out"}, "end cause"),
        ({"state_digest": "00" * 16}, "state digest"),
    ],
)
def test_a_changed_result_is_found(change: dict[str, object], name: str) -> None:
    replay = recorded()
    assert replay.result is not None

    verdict = replaykit.verify(replace(replay, result=replace(replay.result, **change)))

    assert not verdict.is_true
    assert f"{name} is stated as" in verdict.message


@pytest.mark.parametrize("change", [{"seed": 8}, {"episode": 1}])
def test_a_changed_origin_is_found(change: dict[str, int]) -> None:
    replay = recorded()

    assert not replaykit.verify(replace(replay, header=replace(replay.header, **change))).is_true


def test_changed_options_are_found() -> None:
    replay = recorded(holds=20)
    config = replace(replay.header.config, market_shocks=False)

    assert not replaykit.verify(
        replace(replay, header=replace(replay.header, config=config))
    ).is_true


def test_a_cut_replay_can_not_be_verified() -> None:
    with pytest.raises(replaykit.ReplayError, match="cut off"):
        replaykit.verify(replace(recorded(), result=None))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_verify_says_true_false_unreadable_or_foreign(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replay = recorded()
    assert replay.result is not None
    good, false, cut, foreign = (tmp_path / f"{name}.abr" for name in "abcd")
    replay.write(good)
    replace(replay, result=replace(replay.result, total=1e6)).write(false)
    cut.write_bytes(good.read_bytes()[:-5])
    foreign.write_bytes(foreign_file(replay))

    assert run(capsys, "verify", str(good))[0] == 0
    for path, code, message in (
        (false, 1, "false: result: return is stated as 1000000.0"),
        (cut, 2, "cut off at byte"),
        (tmp_path / "none.abr", 2, "No such file or directory"),
        (foreign, 3, "spec digest is 000000000000"),
    ):
        found, out, err = run(capsys, "verify", str(path))
        assert found == code
        assert out == ""
        assert err.count("\n") == 1
        assert f"{path}: " in err
        assert message in err
    assert run(capsys, "verify", str(good), str(false), str(cut))[0] == 2


def test_info_says_what_a_replay_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replay = recorded()
    path = tmp_path / "episode.abr"
    replay.write(path)

    code, out, _ = run(capsys, "info", str(path))

    assert code == 0
    assert replay.result is not None
    assert replay.result.end_cause in out
    assert "time_max=400" in out
    assert "random_legal" in out

    path.write_bytes(path.read_bytes()[:-5])
    code, out, _ = run(capsys, "info", str(path))
    assert code == 0
    assert "the file was cut off" in out
