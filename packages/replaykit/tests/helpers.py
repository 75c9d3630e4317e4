"""Helpers of the tests in this folder."""

from __future__ import annotations

import hashlib
import json
import zlib
from importlib.resources import files
from typing import Any

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


def policy_bytes(name: str = "tiny") -> bytes:
    """Return a policy file (docs/formats/policy.md) that finds all legal actions equally likely."""
    n_actions, width = envcore.spec.N_ACTIONS, envcore.spec.OBS_DIM
    shapes = {"trunk.0": (1, width), "policy": (n_actions, 1), "value": (1, 1)}
    entries: dict[str, Any] = {}
    size = 0
    for tensor, (outputs, inputs) in sorted(shapes.items()):
        for part, shape in ((".bias", [outputs]), (".weight", [outputs, inputs])):
            end = size + 4 * outputs * (inputs if part == ".weight" else 1)
            entries[tensor + part] = {"dtype": "F32", "shape": shape, "data_offsets": [size, end]}
            size = end
    body = bytes(size)
    header = {
        "format": "prospector-policy",
        "schema": 1,
        "name": name,
        "env": {},
        "env_id": envcore.spec.ENV_ID,
        "spec_digest": envcore.spec.SPEC_DIGEST,
        "algorithm": "maskable_ppo",
        "masks": True,
        "features_version": None,
        "network": {"hidden": [1], "activation": "relu", "shared_trunk": True},
        "normaliser": None,
        "weights_digest": hashlib.sha256(body).hexdigest(),
    }
    text = json.dumps(entries | {"__metadata__": {"policy": json.dumps(header)}}).encode()
    return len(text).to_bytes(8, "little") + text + body


def header_record(text: bytes) -> bytes:
    """Return the record of a header with this JSON, valid or not."""
    deflate = zlib.compressobj(9, zdict=DICTIONARY)
    return pack_record(RecordType.HEADER, deflate.compress(text) + deflate.flush())


def foreign_file(replay: replaykit.Replay) -> bytes:
    """Return the beginning of a file of another spec."""
    text = header_json(replay.header)
    return MAGIC + header_record(text.replace(envcore.spec.SPEC_DIGEST.encode(), b"0" * 64))
