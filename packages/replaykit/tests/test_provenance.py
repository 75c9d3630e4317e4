"""A provenance reaches the header of every recording, and is checked there."""

from __future__ import annotations

from pathlib import Path

import gymnasium as gym
import numpy as np
import pytest

import replaykit
from replaykit import Parent, Player, Provenance, Training

from helpers import CONFIG, recorded

FULL = Provenance(
    Player(kind="policy", name="ppo", version="2", digest="ab" * 32),
    training=Training(config_digest="cd" * 32, window=7),
    extra={"practice": True, "notes": ["a", None, 3]},
)


def test_lists_of_actions_and_policies_keep_it(tmp_path: Path) -> None:
    path = tmp_path / "one.abr"
    for replay in (
        replaykit.record_actions([6] * 9, config=CONFIG, seed=1, provenance=FULL),
        replaykit.record_episode(lambda *_: 6, config=CONFIG, seed=1, provenance=FULL, path=path),
        replaykit.Replay.read(path),
    ):
        assert replay.header.provenance == FULL
        assert replay.header.extra == FULL.extra


def test_wrappers_keep_it(tmp_path: Path) -> None:
    env = replaykit.RecordReplay(gym.make("envcore:AsteroidProspector-v1"), tmp_path, FULL)
    env.reset(seed=3)
    env.step(np.int64(6))
    env.close()

    assert replaykit.Replay.read(env.paths[0]).header.provenance == FULL


def test_forks_and_cuts_add_the_parent() -> None:
    whole = recorded(holds=30)
    parent = Parent(digest=whole.content_digest, step=10)
    forked = replaykit.fork(whole, 10, FULL).finish()

    assert forked.header.parent == parent
    assert forked.header.extra == FULL.extra
    again = replaykit.cut(replaykit.record_actions([6] * 9, config=CONFIG, seed=1, provenance=FULL))
    assert again.header.provenance == FULL
    with pytest.raises(replaykit.ReplayError, match=r"parent is set, expected None: fork\(\)"):
        replaykit.fork(whole, 10, forked.header.provenance)


def test_extra_keys_must_not_be_those_of_the_format() -> None:
    taken = Provenance(FULL.player, extra={"seed": "1"})
    with pytest.raises(replaykit.ReplayError, match="extra has the key 'seed', which the format"):
        replaykit.record_actions([6], config=CONFIG, seed=1, provenance=taken)


def test_extra_values_must_be_json_without_fractions() -> None:
    for value in (0.5, object(), {1, 2}):
        with pytest.raises(replaykit.ReplayError, match="header: "):
            replaykit.record_actions(
                [6], config=CONFIG, seed=1, provenance=Provenance(FULL.player, extra={"x": value})
            )
