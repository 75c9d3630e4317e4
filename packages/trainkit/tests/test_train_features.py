"""Memory features: pinned bits, true to the world, the same in training and play."""

from __future__ import annotations

import hashlib
import itertools

import numpy as np
import numpy.typing as npt
import pytest

import envcore
from envcore import spec
from envcore.spec import Action
from trainkit.bots import Bot
from trainkit.bots.greedy_miner import GreedyMiner
from trainkit.bots.prospector import Prospector
from trainkit.envs.features import FEATURES, NUM_FEATURES, VERSIONS, Choice, MemoryFeatures
from trainkit.envs.vec_env import BatchVecEnv

WORLDS = 6
CONFIG = envcore.EnvConfig(time_max=150)
PINNED = {1: "b5bd6044cfa2c84337c991eee4fba3c3", 2: "db8c58713cc9fcd8ca43c0cc875d3192"}
COLUMNS = dict(
    zip(
        (feature.name for feature in FEATURES),
        np.split(
            np.arange(spec.OBS_DIM, spec.OBS_DIM + NUM_FEATURES),
            np.cumsum([feature.size for feature in FEATURES])[:-1],
        ),
        strict=True,
    )
)


def shown(rows: npt.NDArray[np.float32], name: str) -> npt.NDArray[np.float32]:
    """Return a feature, (n, size)."""
    return rows[:, COLUMNS[name]]


def play(
    steps: int, bot: Bot | None = None, time_max: int = 20_000
) -> list[tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]]:
    """Let a bot play, the prospector if no other is given, and return rows and its actions."""
    envs = envcore.AsteroidProspectorVectorEnv(WORLDS, time_max=time_max, info="all")
    bot, memory = bot or Prospector(), MemoryFeatures(WORLDS)
    bot.reset(WORLDS, 0)
    observations, infos = envs.reset(seed=3)
    played = []
    for _ in range(steps):
        rows = memory.observe(observations)
        actions = bot.act(observations, infos["action_mask"])
        memory.note_actions(actions)
        played.append((rows, actions))
        observations, _, terminated, truncated, infos = envs.step(actions)
        if (terminated | truncated).any():
            break
    return played


@pytest.mark.parametrize("version", PINNED)
def test_the_bits_of_a_version_are_pinned(version: int) -> None:
    """Changed bits need a new version: a policy must read what it was trained with."""
    envs = envcore.AsteroidProspectorVectorEnv(
        WORLDS, time_max=600, info="all", autoreset_mode="SameStep"
    )
    memory, rng = MemoryFeatures(WORLDS, version), np.random.default_rng(8)
    observations, infos = envs.reset(seed=21)
    digest = hashlib.sha256()

    for _ in range(250):
        digest.update(memory.observe(observations).tobytes())
        actions = scripted_actions(observations, infos["action_mask"], rng)
        memory.note_actions(actions)
        observations, _, terminated, truncated, infos = envs.step(actions)
        ended = np.flatnonzero(terminated | truncated)
        if len(ended):
            memory.reset(ended)

    assert digest.hexdigest()[:32] == PINNED[version]


def scripted_actions(
    observations: npt.NDArray[np.float32], masks: npt.NDArray[np.int8], rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Mine, select, scan and travel at random, independent of every bot."""
    del observations
    weights = np.ones(spec.N_ACTIONS)
    weights[Action.MINE_CONSERVATIVE : Action.MINE_AGGRESSIVE + 1] = 20.0
    weights[Action.SELECT_0 : Action.SELECT_15 + 1] = 2.0
    weights[Action.TRAVEL_0 : Action.TRAVEL_5 + 1] = 2.0
    weights[Action.CASH_OUT] = 0.0
    return (np.where(masks, weights, 0.0) * rng.random(masks.shape)).argmax(axis=1)


def test_features_are_named_and_within_their_range() -> None:
    played = play(1000, time_max=300) + play(1000, GreedyMiner())
    rows = np.concatenate([rows for rows, _ in played])

    assert rows.shape[1] == spec.OBS_DIM + NUM_FEATURES
    assert rows.dtype == np.float32
    assert np.abs(rows).max() <= 1.0
    for feature in FEATURES:  # each of them says something
        assert len(np.unique(shown(rows, feature.name))) > 1, feature.name


def test_the_route_home_shortens_the_distance() -> None:
    """The edge shortens the way to the station by its ticks, as the next observation shows."""
    played = play(300)
    taken = 0

    for (rows, actions), (after, _) in itertools.pairwise(played):
        leads_home = shown(rows, "edges.leads_home")
        for world in range(WORLDS):
            action = int(actions[world])
            if action > Action.TRAVEL_5 or leads_home[world, action] == 0:
                continue
            ticks = rows[world, 24 + 7 * action + 4] * spec.EDGE_TICKS_MAX
            before, now = (40 * shown(part, "home.ticks")[world, 0] for part in (rows, after))
            assert before - now == pytest.approx(ticks, abs=1e-4)
            taken += 1

    assert taken > 10


def test_a_mined_rock_yields_its_predicted_gain() -> None:
    """Less the risks, which the gain has taken off."""
    played = play(300)
    prices = np.array([row.base_price for row in spec.COMMODITY_TABLE])
    told, brought = [], []

    for (rows, actions), (after, _) in itertools.pairwise(played):
        for world in np.flatnonzero(actions == Action.MINE_STANDARD):
            rock = int(rows[world, 78 : 78 + 176 : 11].argmax())
            gain = shown(rows, "rocks.rate")[world, rock]
            if shown(rows, "rocks.was_mined")[world, rock] == 0 or gain == 1.0:
                continue  # 400 credits a tick or more are shown as 400
            gained = (after[world, 8:14] - rows[world, 8:14]) * spec.CARGO_MAX
            told.append(400 * gain)
            brought.append(gained @ prices)

    assert len(told) > 100
    assert np.corrcoef(told, brought)[0, 1] > 0.8
    assert 0.6 < np.mean(told) / np.mean(brought) < 1.0


def test_the_best_rock_has_the_highest_value() -> None:
    for rows, _ in play(100):
        gain, lead = shown(rows, "rocks.rate"), shown(rows, "rocks.rate_lead")
        for world in range(WORLDS):
            if len(np.unique(gain[world])) < 3 or np.abs(gain[world]).max() == 1.0:
                continue  # at the station, or beyond what is shown
            best = int(gain[world].argmax())
            assert lead[world, best] >= 0
            others = np.delete(gain[world], best)
            assert lead[world, best] == pytest.approx(gain[world, best] - others.max(), abs=1e-5)


def test_predicted_fuel_and_ticks_at_home_hold_on_arrival() -> None:
    """On the direct way to the station a ship keeps at least the predicted fuel and ticks."""
    played = play(300)
    arrivals = 0

    for (rows, actions), (after, _) in itertools.pairwise(played):
        is_last = (shown(rows, "home.ticks")[:, 0] > 0) & (after[:, 17] == 1)
        for world in np.flatnonzero(is_last & (actions <= Action.TRAVEL_5)):
            told, has = (part[world, 0] for part in (shown(rows, "home.fuel_left"), after))
            assert has * spec.FUEL_MAX >= 500 * told
            arrivals += 1

    assert arrivals > 5


@pytest.mark.parametrize("choice", [True, "compact"])
def test_training_shows_what_play_shows_and_forgets_at_an_end(choice: Choice) -> None:
    env = BatchVecEnv(WORLDS, CONFIG, with_features=choice)
    plain = BatchVecEnv(WORLDS, CONFIG)
    env.seed(5)
    plain.seed(5)
    version = VERSIONS[choice]
    assert version is not None
    memories = [MemoryFeatures(1, version) for _ in range(WORLDS)]
    rows, observations = env.reset(), plain.reset()
    rng = np.random.default_rng(0)
    num_ended = 0

    for _ in range(400):
        for i, memory in enumerate(memories):
            np.testing.assert_array_equal(rows[i], memory.observe(observations[i : i + 1])[0])
        masks = env.env_method("action_masks")
        actions = np.array([rng.choice(np.flatnonzero(mask)) for mask in masks])
        for i, memory in enumerate(memories):
            memory.note_actions(actions[i : i + 1])
        rows, _, dones, infos = env.step(actions)
        observations, _, _, plain_infos = plain.step(actions)
        for i in np.flatnonzero(dones):
            last = plain_infos[i]["terminal_observation"]
            expected = memories[i].observe(last[np.newaxis])[0]
            np.testing.assert_array_equal(infos[i]["terminal_observation"], expected)
            memories[i] = MemoryFeatures(1, version)
            num_ended += 1

    assert num_ended > WORLDS


def test_without_features_an_observation_is_unchanged() -> None:
    env = BatchVecEnv(WORLDS, CONFIG)

    assert env.observation_space.shape == (spec.OBS_DIM,)
    assert env.reset().shape == (WORLDS, spec.OBS_DIM)
