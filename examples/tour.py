"""A tour of envcore: every public name once, checked by `mypy --strict`.

python examples/tour.py
"""

from __future__ import annotations

import copy
import json
import pickle
import sys
from typing import Any

import gymnasium as gym
import numpy as np
import numpy.typing as npt

import envcore
from envcore import (
    AsteroidProspectorEnv,
    AsteroidProspectorVectorEnv,
    Asteroids,
    DecodedObservation,
    EnvConfig,
    Neighbors,
    decode,
    describe,
    event_names,
    situation,
    spec,
)
from envcore.spec import Action, Event


def one_world() -> None:
    """Make, reset, step, mask, run and close one world."""
    env = AsteroidProspectorEnv(
        time_max=500,
        reward_mode="shaped",
        pirates=True,
        fractures=True,
        scan_noise=True,
        price_impact=True,
        market_shocks=True,
        render_mode="rgb_array",
    )
    assert "human" in env.metadata["render_modes"]
    observation, info = env.reset(seed=7, options={"episode": 0})
    assert observation.shape == (spec.OBS_DIM,)
    mask: npt.NDArray[np.bool_] = env.action_masks()
    assert mask[Action.HOLD_DRIFT]
    observation, reward, terminated, truncated, info = env.step(Action.TRAVEL_0)
    assert Event.TRAVELLED.name.lower() in event_names(info["events"])
    assert abs(sum(env.reward_terms().values()) - reward) < 1e-12
    steps, total = env.run([Action.SELECT_0, Action.MINE_STANDARD], total=reward)
    assert (steps, env.has_ended, terminated, truncated) == (2, False, False, False)
    assert (env.world_seed, env.episode) == (7, 0)
    assert env.observation().tobytes() != observation.tobytes()
    assert env.info()["ticks"] > info["ticks"]
    assert total != 0.0
    truth: list[dict[str, Any]] = [*env.belt(), *env.asteroids()]
    assert truth
    assert set(env.market()) == {"drift", "shock", "stock", "base_stock"}
    frame = env.render()
    assert isinstance(frame, np.ndarray)
    assert env.picture(truth=True).shape == frame.shape
    env.close()


def states_and_copies() -> None:
    """Save, restore, compare and copy a world, and change its options."""
    env = AsteroidProspectorEnv()
    env.reset(seed=1)
    state: bytes = env.get_state()
    twin: AsteroidProspectorEnv = env.clone()
    for other in (copy.deepcopy(env), pickle.loads(pickle.dumps(env)), twin):
        other.step(Action.THREAT_LISTEN)
    twin.set_state(state)
    assert twin.state_digest() == env.state_digest()
    env.config = EnvConfig(time_max=100, pirates=False)
    assert EnvConfig.from_native(env.config.to_native()) == env.config
    options = env.config.to_dict()
    assert EnvConfig.from_options(options) == env.config
    names = ["fractures", "scan_noise", "price_impact", "market_shocks", "reward_mode"]
    assert sorted([*names, "time_max", "pirates"]) == sorted(options)


def many_worlds() -> None:
    """Step worlds together, each with its own options, and look after single ones."""
    with AsteroidProspectorVectorEnv(
        3,
        time_max=[50, 60, 70],
        pirates=[True, False, True],
        info="all",
        autoreset_mode="SameStep",
        num_threads=2,
        copy=False,
    ) as envs:
        observations, infos = envs.reset(seed=[5, 6, 7])
        assert (envs.num_envs, envs.num_threads, envs.copy) == (3, 2, False)
        actions = envs.action_masks().argmax(axis=1)
        observations, rewards, terminated, truncated, infos = envs.step(actions)
        assert observations.shape == (3, spec.OBS_DIM)
        assert rewards.shape == terminated.shape == truncated.shape == infos["ticks"].shape
        assert (envs.world_seeds, envs.episodes) == ([5, 6, 7], [0, 0, 0])
        assert [config.time_max for config in envs.configs] == [50, 60, 70]
        states = envs.get_states()
        twins = envs.clone()
        twins.set_states(states)
        twins.set_state(0, envs.get_state(1))
        assert twins.state_digest(0) == envs.state_digest(1)
        assert envs.clone_world(2).state_digest() == envs.call("state_digest")[2]
        envs.set_attr("config", EnvConfig())
        assert envs.get_attr("config") == (EnvConfig(),) * 3
        envs.reset(options={"reset_mask": np.array([True, False, False])})
        twins.close()


def observations_by_name() -> None:
    """Read observations by name, in words and as JSON."""
    env = AsteroidProspectorEnv()
    _, info = env.reset(seed=3)
    observation, *_, info = env.step(Action.TRAVEL_0)
    view: DecodedObservation = decode(np.stack([observation, observation]))
    assert view.batch_shape == (2,)
    one = view[0]
    gauges = (one.fuel, one.hull, one.heat, one.tool, one.alert, one.cargo_load, one.credits)
    assert all(float(gauge) >= 0 for gauge in gauges)
    held = (one.repair_kits, one.stabilizers, one.decoys, one.escape_ticks, one.anchor_ticks)
    assert [int(count) for count in held] == [3, 2, 1, 0, 0]
    assert (bool(one.at_station), bool(one.has_selection)) == (False, False)
    assert int(one.node) > 0
    assert int(one.hops_to_station) == 1
    assert spec.NODE_TYPES[int(one.node_type)] in {"cluster", "hazard"}
    assert 0 < float(one.time_left) < 1
    assert one.cargo.shape == one.prices.shape == one.price_changes.shape == (6,)
    assert one.station_stock.shape == (4,)
    ways: Neighbors = one.neighbors
    first = ways.travel_ticks[0], ways.travel_fuel[0], ways.threat_estimate[0], ways.node_type[0]
    assert ways.valid[0]
    assert len(first) == 4
    rocks: Asteroids = one.asteroids
    assert rocks.composition_estimate.shape == (16, 6)
    shown = (rocks.stability_estimate, rocks.depletion, rocks.confidence, rocks.selected)
    assert all(values.shape == rocks.valid.shape for values in shown)
    assert DecodedObservation.UNITS["neighbors.travel_fuel"] == "fuel"
    assert json.loads(describe(observation, info, format="json")) == situation(observation, info)


def made_by_gymnasium() -> None:
    """Get the same worlds from Gymnasium."""
    env = gym.make("envcore:AsteroidProspector-v1", time_max=100)
    env.reset(seed=1)
    envs = gym.make_vec("AsteroidProspectorShort-v1", num_envs=2)
    envs.reset(seed=1)
    envs.close()
    env.close()


def main() -> None:
    """Take the tour."""
    one_world()
    states_and_copies()
    many_worlds()
    observations_by_name()
    made_by_gymnasium()
    sys.stdout.write(f"envcore {envcore.__version__}: All of it worked.\n")


if __name__ == "__main__":
    main()
