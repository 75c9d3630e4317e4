"""A batch of any size, with any threads and any autoreset mode, equals single environments."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from gymnasium.vector import AutoresetMode

import envcore
from envcore.spec import INFO_KEYS, Action, EndCause
from envref import ReferenceEnv

from tools.parity.invariants import check_step

STEPS = 250
FIRST_SEED = 2**64 - 3  # so that the worlds' seeds wrap around
OPTIONS: list[dict[str, Any]] = [
    {"time_max": 120},
    {"time_max": 60, "reward_mode": "sparse", "pirates": False, "price_impact": False},
    {"time_max": 90, "fractures": False, "scan_noise": False, "market_shocks": False},
]


class Single:
    """One environment that is reset as the batch resets its world."""

    def __init__(self, seed: int, options: dict[str, Any], mode: AutoresetMode) -> None:
        self.env = envcore.AsteroidProspectorEnv(**options)
        self.mode = mode
        self.observation, self.info = self.env.reset(seed=seed)

    def step(self, action: int) -> tuple[float, bool, bool]:
        """Step, or reset where the batch does so instead; return reward and flags."""
        if self.env.has_ended:
            assert self.mode is AutoresetMode.NEXT_STEP
            self.observation, self.info = self.env.reset()
            return 0.0, False, False
        before = self.info
        self.observation, reward, terminated, truncated, self.info = self.env.step(action)
        check_step(self.observation, reward, before, self.info, action)
        return reward, terminated, truncated


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: f"time_max_{options['time_max']}")
@pytest.mark.parametrize("mode", list(AutoresetMode))
@pytest.mark.parametrize(("num_envs", "num_threads"), [(1, 1), (7, 1), (7, 3), (33, 2)])
def test_batch_equals_single(
    options: dict[str, Any], mode: AutoresetMode, num_envs: int, num_threads: int
) -> None:
    envs = envcore.AsteroidProspectorVectorEnv(
        num_envs, **options, info="all", autoreset_mode=mode, num_threads=num_threads
    )
    observations, infos = envs.reset(seed=FIRST_SEED)
    singles = [Single((FIRST_SEED + i) % 2**64, options, mode) for i in range(num_envs)]
    rng = np.random.default_rng(num_envs)
    ended_episodes = 0

    for _ in range(STEPS):
        actions = choose(rng, infos["action_mask"])
        observations, rewards, terminated, truncated, infos = envs.step(actions)
        ended = terminated | truncated
        ended_episodes += int(ended.sum())
        for i, single in enumerate(singles):
            reward, *flags = single.step(int(actions[i]))
            assert float(rewards[i]).hex() == reward.hex()
            assert [terminated[i], truncated[i]] == flags
            if ended[i] and mode is AutoresetMode.SAME_STEP:
                compare(infos["final_obs"][i], world_row(infos["final_info"], i), single)
                single.observation, single.info = single.env.reset()
            if ended[i] and mode is AutoresetMode.DISABLED:
                compare(observations[i], world_row(infos, i), single)
                single.observation, single.info = single.env.reset()
        if mode is AutoresetMode.DISABLED and ended.any():
            observations, infos = envs.reset(options={"reset_mask": ended})
        for i, single in enumerate(singles):
            compare(observations[i], world_row(infos, i), single)
            assert envs.state_digest(i) == single.env.state_digest()
    assert ended_episodes > num_envs


@pytest.mark.parametrize("mode", list(AutoresetMode))
def test_episode_numbers_wrap_to_zero(mode: AutoresetMode) -> None:
    last = {"episode": 2**64 - 1}
    envs = envcore.AsteroidProspectorVectorEnv(2, time_max=5, autoreset_mode=mode)
    envs.reset(seed=1, options=last)
    hold = np.full(2, Action.HOLD_DRIFT)
    for _ in range(5):
        envs.step(hold)
    if mode is AutoresetMode.NEXT_STEP:
        envs.step(hold)
    if mode is AutoresetMode.DISABLED:
        envs.reset()
    assert envs.episodes == [0, 0]

    single = envcore.AsteroidProspectorEnv(time_max=5)
    reference = ReferenceEnv(time_max=5)
    for env in (single, reference):
        env.reset(seed=1, options=last)
        env.reset()
        assert (env.world_seed, env.episode) == (1, 0)
        assert env.state_digest() == envs.state_digest(0)


def choose(rng: np.random.Generator, masks: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
    """Return an action per world: mostly a legal one, sometimes any integer."""
    legal = [rng.choice(np.flatnonzero(mask)) for mask in masks]
    wild = rng.integers(-2, 71, len(masks))
    return np.where(rng.random(len(masks)) < 0.1, wild, legal).astype(np.int64)


def world_row(infos: dict[str, Any], world: int) -> dict[str, Any]:
    """Return one world's values of an info of arrays."""
    names = [*(key.name for key in INFO_KEYS), "action_mask", "end_cause"]
    return {name: infos[name][world] for name in names}


def compare(observation: npt.NDArray[np.float32], info: dict[str, Any], single: Single) -> None:
    """Check that a world's row is bit-identical to the single environment's."""
    assert observation.tobytes() == single.observation.tobytes()
    expected = dict(single.info)
    end_cause = EndCause[expected.pop("end_cause").upper()]
    assert info["end_cause"] == end_cause
    assert info["action_mask"].tobytes() == expected.pop("action_mask").tobytes()
    for name, value in expected.items():
        assert info[name].item() == value, name
    assert set(info) - {"end_cause", "action_mask"} == set(expected)
