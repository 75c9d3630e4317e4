"""Players that see hidden state: what they are shown, what it is worth, and how they are marked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import envcore
import replaykit
from envcore import spec
from envcore.decode import decode
from envcore.spec import Action
from trainkit.bots import BOTS
from trainkit.bots.view import BASE_PRICES
from trainkit.clairvoyant import SEERS
from trainkit.clairvoyant.bound import net_profit_bound
from trainkit.clairvoyant.foresight import foresee
from trainkit.clairvoyant.oracle import plan_episodes
from trainkit.clairvoyant.truth import FAR, read_truth
from trainkit.envs.episodes import Episodes
from trainkit.evaluation.play import play_episodes

from conftest import Command

SEEDS = range(2**32, 2**32 + 8)
CONFIG = envcore.EnvConfig(time_max=1_000)


@pytest.fixture(scope="module")
def played() -> dict[str, Episodes]:
    names = ("clairvoyant", "knows_rocks")
    found = {
        name: play_episodes(SEERS[name](), SEEDS, CONFIG, kind="clairvoyant", keep_actions=True)
        for name in names
    }
    bot = play_episodes(BOTS["prospector"](), SEEDS, CONFIG, kind="bot")
    return found | {"prospector": bot}


def test_the_truth_is_what_a_ship_finds_on_its_way() -> None:
    env = envcore.AsteroidProspectorEnv(time_max=20_000)
    env.reset(seed=11, options={"episode": 3})
    truth, rng = read_truth(11, 3), np.random.default_rng(0)

    for _ in range(12):
        node = round(float(env.observation()[22]) * 31)
        here = env.asteroids()
        assert truth.has_rock[node].sum() == len(here)
        for a, rock in enumerate(here):
            assert truth.richness[node, a] == rock["richness"]
            assert truth.stability[node, a] == rock["stability"]
            assert truth.composition[node, a].tolist() == list(rock["composition"])
        slot = int(rng.choice(np.flatnonzero(truth.leads_to[node] >= 0)))
        ticks = env.info()["ticks"]
        env.step(slot)
        assert env.info()["ticks"] - ticks == truth.edge_ticks[node, slot]
        if env.has_ended:
            break


def test_routes_lead_to_their_end_in_their_ticks() -> None:
    truth = read_truth(5, 0)
    nodes = np.flatnonzero(truth.ticks_between[0] < FAR)

    assert len(nodes) == len(envcore_belt(5))
    for start in nodes:
        for end in nodes:
            at, ticks = start, 0.0
            while at != end:
                slot = truth.first_slot[at, end]
                ticks += truth.edge_ticks[at, slot]
                at = truth.leads_to[at, slot]
            assert ticks == truth.ticks_between[start, end]


def envcore_belt(seed: int) -> list[dict[str, object]]:
    env = envcore.AsteroidProspectorEnv()
    env.reset(seed=seed)
    return env.belt()


def test_looking_leaves_the_worlds_as_they_were() -> None:
    envs = envcore.AsteroidProspectorVectorEnv(4, time_max=500)
    envs.reset(seed=9)
    before = [envs.state_digest(i) for i in range(4)]
    seer = SEERS["clairvoyant"]()
    seer.reset(4, 0)

    seer.see(envs)

    assert [envs.state_digest(i) for i in range(4)] == before


def test_partial_knowledge_is_of_visited_nodes_and_one_property() -> None:
    envs = envcore.AsteroidProspectorVectorEnv(1, time_max=500, info="mask")
    observations, infos = envs.reset(seed=4)
    seer = SEERS["knows_composition"]()
    seer.reset(1, 0)
    seer.see(envs)
    truth = read_truth(4, 0)

    for _ in range(30):
        observations, *_, infos = envs.step(seer.act(observations, infos["action_mask"]))
    belt = seer._belt  # type: ignore[attr-defined]
    for node in range(1, 32):
        rocks = truth.has_rock[node]
        is_right = np.isclose(
            belt.value[0, node, rocks], truth.composition[node, rocks] @ BASE_PRICES
        )
        assert is_right.all() == bool(belt.was_seen[0, node]) or not rocks.any()
    assert np.isnan(belt.richness[0]).any()


def test_knowing_more_earns_more(played: dict[str, Episodes]) -> None:
    profit = {name: rows.infos["net_profit"].mean() for name, rows in played.items()}

    assert profit["clairvoyant"] > 1.05 * profit["prospector"]
    assert profit["knows_rocks"] > 1.02 * profit["prospector"]


def test_they_never_scan_and_always_play_the_same(played: dict[str, Episodes]) -> None:
    again = play_episodes(
        SEERS["clairvoyant"](), SEEDS[2:4], CONFIG, kind="clairvoyant", keep_actions=True
    )

    assert played["clairvoyant"].infos["scan_count"].sum() == 0
    assert played["clairvoyant"].invalid_actions.sum() == 0
    for one, other in zip(again.actions, played["clairvoyant"].actions[2:4], strict=True):
        assert np.array_equal(one, other)


def test_they_are_marked_in_tables_json_and_replays(tmp_path: Path, trainkit: Command) -> None:
    folder = tmp_path / "saved"
    arguments = ["evaluate", "random_legal", "clairvoyant", "--seeds", "test:2", "--time-max", "60"]

    code, output, error = trainkit(*arguments, "--save", str(folder))

    assert code == 0, error
    assert "hidden" in output
    rows = json.loads((folder / "evaluation.json").read_text())["rows"]
    assert [row["kind"] for row in rows] == ["bot", "clairvoyant"]
    for name, note in (("clairvoyant", "hidden state"), ("random_legal", None)):
        for file in (folder / "replays" / name).rglob("*.abr"):
            assert replaykit.Replay.read(file).header.extra.get("sees") == note
    assert trainkit("check", str(folder))[0] == 0


def test_they_are_no_bots() -> None:
    assert not set(SEERS) & set(BOTS)


def test_the_oracle_plans_the_same_whatever_else_is_planned() -> None:
    envs = envcore.AsteroidProspectorVectorEnv(2, time_max=200)
    envs.reset(seed=[31, 32])
    before = [envs.state_digest(i) for i in range(2)]
    alone = envcore.AsteroidProspectorVectorEnv(1, time_max=200)
    alone.reset(seed=32)

    plans = plan_episodes(envs)

    assert [envs.state_digest(i) for i in range(2)] == before
    assert np.array_equal(plan_episodes(alone)[0], plans[1])


def test_the_oracle_earns_more_than_one_without_foresight() -> None:
    played = play_episodes(
        SEERS["oracle"](), SEEDS[:6], envcore.EnvConfig(time_max=300), kind="clairvoyant"
    )
    rival = play_episodes(
        SEERS["clairvoyant"](), SEEDS[:6], envcore.EnvConfig(time_max=300), kind="clairvoyant"
    )
    assert played.infos["net_profit"].mean() > 1.1 * rival.infos["net_profit"].mean()
    assert played.infos["survival"].all()
    assert played.invalid_actions.sum() == 0


def test_foreseen_prices_and_yields_come_true() -> None:
    config = envcore.EnvConfig(time_max=60)
    env = envcore.AsteroidProspectorEnv(time_max=60)
    env.reset(seed=77, options={"episode": 2})
    future, truth = foresee(77, 2, config), read_truth(77, 2)
    env.step(Action.TRAVEL_0)
    env.step(Action.SELECT_0)

    for _ in range(5):
        node = round(float(env.observation()[22]) * 31)
        tick, before = env.info()["ticks"], env.asteroids()[0]["depletion"]
        _, _, _, _, info = env.step(Action.MINE_CONSERVATIVE)
        if info["events"] >> spec.Event.FRACTURE & 1:
            break
        mode = spec.MINING_MODES[0]
        units = (env.asteroids()[0]["depletion"] - before) / spec.DEPLETION_PER_UNIT
        factor = mode.yield_factor * (1 + mode.spread * future.yield_noise[tick]) * (1 - before)
        assert 0.9 < units / (truth.richness[node, 0] * factor) <= 1.0 + 1e-9
        prices = decode(env.observation()).prices
        np.testing.assert_allclose(future.prices[tick + 1], prices, rtol=1e-5)


def test_no_player_exceeds_the_bound() -> None:
    config = envcore.EnvConfig(time_max=300)
    played = play_episodes(SEERS["oracle"](), SEEDS[:4], config, kind="clairvoyant")

    for seed, profit in zip(SEEDS[:4], played.infos["net_profit"], strict=True):
        bound = net_profit_bound(seed, 0, config)
        assert profit < bound < 20 * profit


def test_the_bound_grows_with_the_time() -> None:
    bounds = [net_profit_bound(8, 0, envcore.EnvConfig(time_max=t)) for t in (50, 200, 800)]

    assert bounds == sorted(bounds)
