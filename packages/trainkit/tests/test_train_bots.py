"""Bots: legal, reproducible, the same alone as in a batch, and as good as they claim."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

import numpy as np
import pytest

import envcore
from trainkit.bots import BOTS, Bot
from trainkit.bots.clock import Clock
from trainkit.bots.view import Decision, View
from trainkit.envs.episodes import Episodes
from trainkit.evaluation.play import play_episodes

SEEDS = range(2**32, 2**32 + 40)
SHORT = envcore.EnvConfig(time_max=400)
SCRIPTED = ["greedy_miner", "cautious_scanner", "market_timer", "prospector"]


@pytest.fixture(scope="module")
def played() -> dict[str, Episodes]:
    config = envcore.EnvConfig(time_max=2000)
    return {name: play_episodes(bot(), SEEDS, config, kind="bot") for name, bot in BOTS.items()}


@pytest.mark.parametrize("name", [name for name in BOTS if name != "random"])
@pytest.mark.parametrize("dtype", [np.int8, np.bool_])
def test_every_action_is_legal(name: str, dtype: type) -> None:
    bot = BOTS[name]()
    env = envcore.AsteroidProspectorVectorEnv(32, time_max=500)
    bot.reset(32, 1)
    observations, infos = env.reset(seed=2**32)

    for _ in range(700):
        actions = bot.act(observations, infos["action_mask"].astype(dtype))
        assert actions.shape == (32,)
        assert infos["action_mask"][np.arange(32), actions].all()
        observations, _, _, _, infos = env.step(actions)


def test_random_takes_illegal_actions_too() -> None:
    bot = BOTS["random"]()
    bot.reset(1000, 3)
    actions = bot.act(np.zeros((1000, 260), np.float32), np.zeros((1000, 69), np.int8))

    assert set(actions) == set(range(69))


@pytest.mark.parametrize("name", BOTS)
def test_the_same_seed_plays_the_same_episode(name: str) -> None:
    bot = BOTS[name]()
    first = play_episodes(bot, SEEDS[:8], SHORT, kind="bot")
    again = play_episodes(bot, SEEDS[:8], SHORT, kind="bot")

    np.testing.assert_array_equal(first.returns, again.returns)
    np.testing.assert_array_equal(first.steps, again.steps)


@pytest.mark.parametrize("name", ["random", "random_legal"])
def test_another_seed_plays_another_episode(name: str) -> None:
    one, other = (
        play_episodes(BOTS[name](), SEEDS[:8], SHORT, kind="bot", rng_seed=seed) for seed in (0, 1)
    )

    assert (one.returns != other.returns).any()


@pytest.mark.parametrize("name", SCRIPTED)
def test_a_bot_plays_the_same_alone_and_in_a_batch(name: str) -> None:
    together = play_episodes(BOTS[name](), SEEDS[:4], SHORT, kind="bot")

    for i in range(4):
        alone = play_episodes(BOTS[name](), SEEDS[i : i + 1], SHORT, kind="bot")
        assert alone.returns[0] == together.returns[i]
        assert alone.steps[0] == together.steps[i]


def test_the_better_bot_earns_more(played: dict[str, Episodes]) -> None:
    profit = {name: played[name].infos["net_profit"].mean() for name in BOTS}

    assert profit["random"] < 500
    assert profit["random_legal"] < 500
    assert profit["greedy_miner"] > 30_000
    assert profit["cautious_scanner"] > 70_000
    assert profit["market_timer"] > profit["cautious_scanner"]
    assert profit["prospector"] > 150_000


def test_careful_bots_survive(played: dict[str, Episodes]) -> None:
    assert played["random"].infos["survival"].mean() < 0.5
    assert played["cautious_scanner"].infos["survival"].mean() >= 0.95
    assert played["market_timer"].infos["survival"].mean() >= 0.95
    assert played["prospector"].infos["survival"].mean() >= 0.95
    assert played["cautious_scanner"].returns.mean() > played["greedy_miner"].returns.mean()


def test_a_prospector_earns_after_the_rich_rocks_are_exhausted() -> None:
    config = envcore.EnvConfig(time_max=6000)
    long = play_episodes(BOTS["prospector"](), SEEDS[:6], config, kind="bot")

    assert (long.infos["survival"] == 1).all()
    assert long.infos["net_profit"].mean() > 300_000  # 200,000 with a constant tick value


@pytest.mark.parametrize("time_max", [200, 2000, 20_000])
def test_the_clock_knows_the_ticks_left(time_max: int) -> None:
    env = envcore.AsteroidProspectorVectorEnv(16, time_max=time_max, info="all")
    observations, infos = env.reset(seed=1)
    bot, clock = BOTS["cautious_scanner"](), Clock(16)
    bot.reset(16, 0)

    for step in range(150):
        view = View(observations, infos["action_mask"])
        left = clock.ticks_left(view)
        if step == 0:
            assert np.isinf(left).all()
        else:
            # float32 shows the share of the time to about one part in 10^7
            np.testing.assert_allclose(left, infos["time_remaining"], rtol=1e-2)
        actions = bot.act(observations, infos["action_mask"])
        clock.count(view, actions)
        observations, _, _, _, infos = env.step(actions)


def test_a_view_is_in_natural_units() -> None:
    env = envcore.AsteroidProspectorEnv(time_max=500)
    observation, info = env.reset(seed=4)
    view = View(observation[np.newaxis], info["action_mask"][np.newaxis])

    assert view.fuel[0] == 1000
    assert view.hull[0] == view.tool[0] == 100
    assert (view.kits[0], view.decoys[0]) == (3, 1)
    assert (view.hops[0], view.node[0]) == (0, 0)
    assert view.is_home[0]
    assert view.selected[0] == -1
    assert view.prices.shape == (1, 6)
    assert 12 <= view.prices[0, 0] <= 180
    assert view.values("neighbors.valid").shape == (1, 6)
    assert view.values("neighbors.node_type").shape == (1, 6, 3)
    assert view.values("asteroids.comp_est").shape == (1, 16, 6)


@pytest.fixture
def view_with() -> Callable[[list[int]], View]:
    def make(legal: list[int]) -> View:
        masks = np.zeros((2, 69), np.int8)
        masks[:, legal] = 1
        return View(np.zeros((2, 260), np.float32), masks)

    return make


def test_the_first_legal_rule_that_applies_wins(view_with: Callable[[list[int]], View]) -> None:
    decision = Decision(view_with([6, 10, 42]))

    assert not decision.when(np.array([True, True]), 8).any()  # illegal
    np.testing.assert_array_equal(decision.when(np.array([True, False]), 10), [True, False])
    np.testing.assert_array_equal(decision.when(np.array([True, True]), 42), [False, True])

    np.testing.assert_array_equal(decision.actions, [10, 42])


def test_without_a_decision_a_bot_holds(view_with: Callable[[list[int]], View]) -> None:
    np.testing.assert_array_equal(Decision(view_with([6])).actions, [6, 6])


def test_every_bot_has_name_and_version() -> None:
    for name, make in BOTS.items():
        bot: Bot = make()
        assert bot.name == name
        assert bot.version


def test_replaykit_finds_every_bot() -> None:
    points = entry_points(group="replaykit.players")
    assert {point.name: point.load() for point in points} == BOTS
