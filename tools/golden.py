"""Reads the recorded episodes and encodes the outputs of a step as they do."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt

from tools.repository import ROOT

GOLDEN_DIR = ROOT / "tests" / "golden"
GOLDEN_PATHS = sorted(GOLDEN_DIR.glob("*.json.gz"))
GOLDEN_NAMES = [path.name.removesuffix(".json.gz") for path in GOLDEN_PATHS]


@dataclass(frozen=True, slots=True)
class Facts:
    """One step as a recording encodes it."""

    reward: str
    observation_sha: str
    mask_sha: str
    credits: str
    flags: int
    dt: int
    events: int


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded episode."""

    name: str
    seed: int
    episode: int
    options: dict[str, Any]
    actions: list[int]
    steps: list[Facts]
    reset_observation: bytes
    reset_mask: str
    final_observation: bytes
    final_info: dict[str, Any]

    @property
    def is_whole(self) -> bool:
        """Return whether the last step ends the episode."""
        return self.steps[-1].flags != 0


@cache
def read_recording(name: str) -> Recording:
    """Return the recording of this name."""
    raw = json.loads(gzip.decompress((GOLDEN_DIR / f"{name}.json.gz").read_bytes()))
    columns = [raw[key] for key in ("reward", "obs_sha", "mask_sha", "credits", "flags", "dt")]
    rows = list(zip(*columns, raw["events"], strict=True))
    steps: list[Facts] = []
    credits = (0.0).hex()
    for reward, observation_sha, mask_sha, changed, flags, dt, events in rows:
        credits = changed or credits
        steps.append(Facts(reward, observation_sha, mask_sha, credits, flags, dt, events))
    assert len(steps) == len(raw["actions"])
    return Recording(
        name=name,
        seed=raw["seed"],
        episode=raw["episode"],
        options=raw["options"],
        actions=raw["actions"],
        steps=steps,
        reset_observation=base64.b64decode(raw["reset_obs_f32_b64"]),
        reset_mask=raw["reset_mask"],
        final_observation=base64.b64decode(raw["final_obs_f32_b64"]),
        # recordings name an end cause at an end only; infos always have one
        final_info={"end_cause": "none", **raw["final_info"]},
    )


def facts_of(
    observation: npt.NDArray[np.float32],
    reward: float,
    terminated: bool,
    truncated: bool,
    info: dict[str, Any],
) -> Facts:
    """Return a step's outcome as the recordings write it."""
    return Facts(
        reward=float(reward).hex(),
        observation_sha=sha256(bytes_of(observation)).hexdigest()[:12],
        mask_sha=sha256(info["action_mask"].tobytes()).hexdigest()[:6],
        credits=float(info["credits"]).hex(),
        flags=int(terminated) + 2 * int(truncated),
        dt=int(info["dt"]),
        events=int(info["events"]),
    )


def bytes_of(observation: npt.NDArray[np.float32]) -> bytes:
    """Return an observation's 1040 bytes, little-endian."""
    return observation.astype("<f4").tobytes()


def mask_text(mask: npt.NDArray[Any]) -> str:
    """Return a mask as 69 characters."""
    return "".join(str(int(legal)) for legal in mask)


def info_text(info: dict[str, Any]) -> dict[str, Any]:
    """Return an info with floats as hex and without the mask, as `final_info` has it."""
    return {
        key: value.hex() if isinstance(value, float) else value
        for key, value in info.items()
        if key != "action_mask"
    }
