"""The prospector's memory and sums, against what the world really holds and hand arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest

import envcore
from envcore.spec import Action
from trainkit.bots.belt_map import BeltMap
from trainkit.bots.destinations import NOWHERE, Ships, choose_destinations, known_rocks
from trainkit.bots.opportunity_cost import TICK_VALUE_MAX, TICK_VALUE_MIN, fair_tick_values
from trainkit.bots.rock_value import Rocks
from trainkit.bots.trade import sell_down
from trainkit.bots.view import Bools, Decision, View

WORLDS = 6


def walk(steps: int, seed: int) -> tuple[BeltMap, list[tuple[int, int, int, int]]]:
    """Travel at random, and return the memory and the edges gone: world, from, slot, to."""
    env = envcore.AsteroidProspectorVectorEnv(WORLDS, time_max=20_000, info="all")
    observations, infos = env.reset(seed=seed)
    belt, rng = BeltMap(WORLDS), np.random.default_rng(seed)
    gone = []
    view = View(observations, infos["action_mask"])
    belt.observe(view)
    for _ in range(steps):
        slots = np.array([rng.choice(np.flatnonzero(row)) for row in view.masks[:, :6]])
        before = view.node
        observations, _, terminated, _, infos = env.step(slots)
        if terminated.any():
            break
        view = View(observations, infos["action_mask"])
        belt.observe(view)
        gone += [(w, int(before[w]), int(slots[w]), int(view.node[w])) for w in range(WORLDS)]
    return belt, gone


def test_the_map_has_every_travelled_edge_from_both_ends() -> None:
    belt, gone = walk(30, 5)

    assert len(gone) > 20
    for world, start, slot, end in gone:
        assert belt.leads_to[world, start, slot] == end
        back = np.flatnonzero(belt.leads_to[world, end] == start)
        assert len(back) == 1
        ticks = belt.edge_ticks[world, start, slot]
        assert belt.edge_ticks[world, end, back[0]] == ticks
        assert belt.ticks_between[world, start, end] <= ticks


def test_known_routes_are_the_shortest_and_passable() -> None:
    belt, _ = walk(30, 9)

    for world in range(WORLDS):
        seen = np.flatnonzero(belt.was_seen[world])
        between = belt.ticks_between[world]
        # Floyd and Warshall on the same edges
        expected = np.full((32, 32), np.inf)
        expected[seen, seen] = 0.0
        for a in seen:
            for slot in np.flatnonzero(belt.leads_to[world, a] >= 0):
                b = belt.leads_to[world, a, slot]
                expected[a, b] = min(expected[a, b], belt.edge_ticks[world, a, slot])
        for via in seen:
            expected = np.minimum(expected, expected[:, [via]] + expected[[via]])
        np.testing.assert_array_equal(between, expected)
        for a in seen:
            for b in seen[np.isfinite(between[a, seen])]:
                here, ticks = int(a), 0.0
                while here != b:
                    slot = belt.first_slot[world, here, b]
                    ticks += belt.edge_ticks[world, here, slot]
                    here = int(belt.leads_to[world, here, slot])
                assert ticks == between[a, b]


def test_richness_is_learned_from_what_comes_on_board() -> None:
    env = envcore.AsteroidProspectorVectorEnv(1, time_max=500, pirates=False, fractures=False)
    observations, infos = env.reset(seed=11)
    belt = BeltMap(1)
    selects = list(range(int(Action.SELECT_0), int(Action.SELECT_15) + 1))
    for wanted in [[0], selects, [28], [28], [28]]:
        view = View(observations, infos["action_mask"])
        belt.observe(view)
        action = next(a for a in wanted if view.masks[0, a])
        belt.note_actions(view, np.array([action]))
        before = view
        observations, _, _, _, infos = env.step(np.array([action]))
    view = View(observations, infos["action_mask"])
    belt.observe(view)

    node, rock = int(view.node[0]), int(view.selected[0])
    gained = view.cargo[0] - before.cargo[0]
    fresh = 1 - belt.depletion[0, node, rock]
    # conservative mining yields 0.8 of the richness, with a spread of 5 % a tick
    assert belt.richness[0, node, rock] == pytest.approx(gained.sum() / (0.8 * fresh), rel=0.2)
    prices = np.array([45, 55, 85, 145, 210, 120])
    assert belt.value[0, node, rock] == pytest.approx(gained @ prices / gained.sum(), rel=1e-3)
    assert np.isnan(belt.richness[0, node]).sum() == 15


def rocks_of(**changes: float) -> Rocks:
    given = {"richness": 2.0, "value": 100.0, "stability": 0.9, "depletion": 0.0}
    given |= {"efficiency": 1.0, "tick_value": 80.0} | changes
    return Rocks(**{name: np.array([value]) for name, value in given.items()})


def test_a_rock_is_worth_what_it_gives_above_the_wage() -> None:
    # 2 * 1.15 units of 100 credits at first, tiring by 0.005 * 2.3 a tick
    first, decay = 230.0, 0.0115
    ticks = math.log(first / 80) / decay
    mined = (first / decay) * (1 - math.exp(-decay * ticks))

    assert rocks_of().surplus[0] == pytest.approx(mined - 80 * ticks)
    assert rocks_of(richness=0.6).surplus[0] == 0  # 69 credits a tick are less than the tick_value
    assert rocks_of(richness=math.nan).surplus[0] == 0


def test_a_sound_rock_is_mined_hard_and_a_brittle_one_gently() -> None:
    heat, tool = np.array([20.0]), np.array([100.0])

    assert rocks_of(stability=0.95).best_mode(heat, tool)[1] == 2
    assert rocks_of(stability=0.4).best_mode(heat, tool)[1] == 0
    assert rocks_of(richness=math.nan).best_mode(heat, tool)[0] < 0


def test_a_sale_stops_where_the_price_falls_too_low() -> None:
    env = envcore.AsteroidProspectorEnv(time_max=500)
    observation, info = env.reset(seed=4)
    rows = np.repeat(observation[np.newaxis], 2, axis=0)
    rows[:, 8 + 4] = [1 / 200, 200 / 200]  # units of rare isotopes
    masks = np.repeat(info["action_mask"][np.newaxis], 2, axis=0)
    masks[:, Action.SELL_RARE_ISOTOPES_25 : Action.SELL_RARE_ISOTOPES_100 + 1] = 1
    view = View(rows, masks)
    view.prices[:, 4] = 210.0  # the base price
    decision = Decision(view)

    sell_down(view, decision, least_price=np.array([0.75, 0.75]))

    stock = view.values("station_stock_norm")[0, 3] * 500
    after = {q: ((300 + stock) / (300 + stock + q)) ** 2 for q in (50, 100, 200)}
    most = next(q for q in (200, 100, 50) if after[q] >= 0.75)
    part = {50: Action.SELL_RARE_ISOTOPES_25, 100: Action.SELL_RARE_ISOTOPES_50}.get(
        most, Action.SELL_RARE_ISOTOPES_100
    )
    assert list(decision.actions) == [Action.SELL_RARE_ISOTOPES_100, part]


def belt_with_one_rock() -> tuple[BeltMap, Bools]:
    """A station, a node eight ticks away with a rich and sound rock that was tried, and no more."""
    belt = BeltMap(1)
    belt.was_seen[0, [0, 1]] = True
    belt.edge_ticks[0, [0, 1], 0] = 8.0
    belt.leads_to[0, [0, 1], 0] = [1, 0]
    belt.ticks_between[0, [0, 1], [1, 0]] = 8.0
    belt.ticks_between[0, [0, 1], [0, 1]] = 0.0
    belt.richness[0, 1, 0], belt.value[0, 1, 0] = 2.0, 100.0
    belt.stability[0, 1, 0], belt.depletion[0, 1, 0] = 1.0, 0.0
    return belt, np.zeros((1, 32, 16), np.bool_)


def ships_of(**changes: float) -> Ships:
    given = {"load_frac": 0.0, "room": 80.0, "tick_value": 80.0, "ticks_left": 2000.0}
    given |= {"fuel": 1000.0, "tool": 100.0} | changes
    nobody = np.zeros(1, np.int64)
    return Ships(nobody, nobody, **{name: np.array([value]) for name, value in given.items()})


def fair_tick_value(belt: BeltMap, untried: Bools, ticks_left: float) -> float:
    ships = ships_of(ticks_left=ticks_left)
    return float(fair_tick_values(belt, known_rocks(belt, ships, untried, 1.0), ships)[0])


def test_the_wage_falls_with_the_time_that_is_left() -> None:
    belt, untried = belt_with_one_rock()
    # a tick gives 2 * 1.15 units of 100 credits at first, and decay the rock by 0.005 * 2.3;
    # three ticks of ten are mining: after 150 of 500 it gives 230 * exp(-0.0115 * 150)
    last = 230 * math.exp(-0.0115 * 0.3 * 500)

    # wages are 25 steps from 5 to 80, each 12.3 % above the one before
    assert last / 1.123 < fair_tick_value(belt, untried, 500.0) <= last
    assert fair_tick_value(belt, untried, 100.0) == TICK_VALUE_MAX
    assert fair_tick_value(belt, untried, 20_000.0) == TICK_VALUE_MIN
    assert (
        fair_tick_value(belt, untried, math.inf) == TICK_VALUE_MAX
    )  # unknown before the first step


def test_an_edge_to_an_unknown_node_raises_the_wage() -> None:
    belt, untried = belt_with_one_rock()
    closed = fair_tick_value(belt, untried, 2000.0)
    belt.edge_ticks[0, 1, 1] = 3.0

    assert fair_tick_value(belt, untried, 2000.0) > closed


def test_a_bot_does_not_travel_beyond_its_fuel() -> None:
    belt, untried = belt_with_one_rock()
    needed = 24 * (8 + 8) + 40

    goals = [
        choose_destinations(belt, ships_of(fuel=needed - d), untried, 1.0)[0][0] for d in (0, 1)
    ]

    assert goals == [1, NOWHERE]


def test_a_ship_stays_at_home_where_nothing_pays() -> None:
    belt, untried = belt_with_one_rock()

    # the rock gives 230 credits a tick at first
    assert choose_destinations(belt, ships_of(tick_value=229.0), untried, 1.0)[0][0] == NOWHERE
    assert choose_destinations(belt, ships_of(tick_value=80.0), untried, 1.0)[0][0] == 1
