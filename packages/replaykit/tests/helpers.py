"""Helpers of the tests in this folder."""

from __future__ import annotations

import zlib
from importlib.resources import files

import numpy as np
import pytest

import envcore
import replaykit
from replaykit.format.header import DICTIONARY, header_json
from replaykit.format.records import MAGIC, RecordType, pack_record

needs_player = pytest.mark.skipif(
    not files("replaykit.export").joinpath("player.html").is_file(),
    reason="the player is not built here: `npm run build:player` in packages/playserver/web",
)
"""A test of exported pages; the wheel always has the player."""
CONFIG = envcore.EnvConfig(time_max=400)
PLAYER = replaykit.Player(kind="bot", name="random_legal", version="1")
PROVENANCE = replaykit.Provenance(PLAYER)


def recorded(
    *, seed: int = 7, episode: int = 0, config: envcore.EnvConfig = CONFIG, holds: int = 0
) -> replaykit.Replay:
    """Return the replay of an episode: some waiting, then random legal actions."""
    rng = np.random.default_rng(seed)
    left = [holds]

    def policy(_: object, mask: np.ndarray) -> int:
        if left[0]:
            left[0] -= 1
            return int(envcore.spec.Action.HOLD_DRIFT)
        return int(rng.choice(np.flatnonzero(mask)))

    return replaykit.record_episode(
        policy, config=config, seed=seed, episode=episode, provenance=PROVENANCE
    )


def header_record(text: bytes) -> bytes:
    """Return the record of a header with this JSON, valid or not."""
    deflate = zlib.compressobj(9, zdict=DICTIONARY)
    return pack_record(RecordType.HEADER, deflate.compress(text) + deflate.flush())


def foreign_file(replay: replaykit.Replay) -> bytes:
    """Return the beginning of a file of another spec."""
    text = header_json(replay.header)
    return MAGIC + header_record(text.replace(envcore.spec.SPEC_DIGEST.encode(), b"0" * 64))
