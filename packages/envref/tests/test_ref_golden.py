"""Every recorded episode is reproduced bit by bit."""

from __future__ import annotations

import base64
import gzip
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from envref import ReferenceEnv

GOLDEN = Path(__file__).resolve().parents[3] / "tests" / "golden"
EPISODES = sorted(GOLDEN.glob("*.json.gz"))


def test_the_episodes_are_there() -> None:
    assert len(EPISODES) == 34


@pytest.mark.parametrize("path", EPISODES, ids=lambda path: path.name.partition(".")[0])
def test_an_episode_is_bit_identical(path: Path) -> None:
    golden = json.loads(gzip.decompress(path.read_bytes()))
    env = ReferenceEnv(**golden["options"])
    observation, info = env.reset(seed=golden["seed"], options={"episode": golden["episode"]})
    assert base64.b64encode(bytes_of(observation)).decode() == golden["reset_obs_f32_b64"]
    assert "".join(map(str, info["action_mask"])) == golden["reset_mask"]

    credits = ""
    for i, action in enumerate(golden["actions"]):
        observation, reward, terminated, truncated, info = env.step(action)
        credits = golden["credits"][i] or credits
        expected = {name: golden[name][i] for name in ("reward", "obs_sha", "mask_sha", "dt")}
        expected |= {"flags": golden["flags"][i], "events": golden["events"][i]}
        expected |= {"credits": credits}
        assert facts_of(observation, reward, (terminated, truncated), info) == expected, f"step {i}"

    assert base64.b64encode(bytes_of(observation)).decode() == golden["final_obs_f32_b64"]
    assert {name: hex_of(x) for name, x in info.items() if name != "action_mask"} == {
        name: x for name, x in golden["final_info"].items() if name != "action_mask"
    }


def facts_of(
    observation: np.ndarray, reward: float, flags: tuple[bool, bool], info: dict[str, Any]
) -> dict[str, Any]:
    """Return a step's facts as the recordings have them."""
    return {
        "reward": reward.hex(),
        "obs_sha": sha256(bytes_of(observation)).hexdigest()[:12],
        "mask_sha": sha256(info["action_mask"].tobytes()).hexdigest()[:6],
        "dt": info["dt"],
        "events": info["events"],
        "flags": flags[0] + 2 * flags[1],
        "credits": info["credits"].hex(),
    }


def bytes_of(observation: np.ndarray) -> bytes:
    """Return the 1040 little-endian bytes of an observation."""
    return observation.astype("<f4").tobytes()


def hex_of(value: Any) -> Any:
    """Return floats as hex text, all else as it is."""
    return value.hex() if isinstance(value, float) else value
