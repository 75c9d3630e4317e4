"""Planning with clones: every trip is tried in copies of the world, which have its future."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode

import envcore
from envcore import spec
from envcore.spec import Action
from trainkit.bots.rock_value import Rocks
from trainkit.bots.view import Floats, Ints, View
from trainkit.clairvoyant.foresight import Foresight, foresee
from trainkit.clairvoyant.trips import ORDER_FIELDS, Hidden, Orders, Trips
from trainkit.clairvoyant.truth import FAR, STATION, TrueBelt, read_truth

WORLDS_AT_ONCE: Final = 8
_NODES_TRIED: Final = 7
_STYLES: Final = tuple(product((70.0, 115.0, 170.0), (45.0, 85.0)))  # load, tick value
_ROWS: Final = 1 + _NODES_TRIED * len(_STYLES)  # the first one waits at the station
_LEAST_PRICE: Final = 0.6  # share of the base price down to which it sells
_TICK_VALUE: Final = 125.0  # credits that a tick brings later on, on average
_UNUSABLE_TICKS: Final = 30.0  # at the end, too few for a trip
_ROCKS_PER_TRIP: Final = 4
_SALE_SHARE: Final = 0.9  # of the undisturbed price, after the ship's own effect on it
_PRICE_TICKS: Final = slice(15, 75)  # ticks from now in which a trip's cargo is sold
_WORTH: Final = {"hull": 2.5, "tool": 2.0, "fuel": 0.45, "kits": 120.0, "decoys": 90.0}
_WORTH_OF_ALERT: Final = -3.0
_DEAD: Final = -1e9
_STEPS_MAX: Final = 120  # of a trip


@dataclass
class _World:
    """A world that is planned: its copy, what is known of it, and the plan so far."""

    env: envcore.AsteroidProspectorEnv
    truth: TrueBelt
    future: Foresight
    depletion: Floats
    plan: list[int] = field(default_factory=list)
    is_planned: bool = False

    @property
    def tick(self) -> int:
        return int(self.env.info()["ticks"])

    def unit_prices(self) -> Floats:
        """Return what a unit of each commodity will bring, after sales of the past, (6,)."""
        tick = min(self.tick, len(self.future.prices) - 2)
        window = slice(tick + _PRICE_TICKS.start, tick + _PRICE_TICKS.stop)
        ahead = self.future.prices[window]
        mean = ahead.mean(axis=0) if len(ahead) else self.future.prices[tick]
        market = self.env.market()
        stock, base = np.array(market["stock"]), np.array(market["base_stock"])
        decayed = base + (stock - base) * spec.STOCK_KEEP**_PRICE_TICKS.start
        share: Floats = ((_DEPTHS + base) / (_DEPTHS + decayed)) ** 2
        prices: Floats = mean * share * _SALE_SHARE
        return prices


_DEPTHS: Final = np.array([row.depth for row in spec.COMMODITY_TABLE])


def plan_episodes(worlds: envcore.AsteroidProspectorVectorEnv) -> list[Ints]:
    """Return the actions for each world until its end; the worlds are left as they are.

    Args:
        worlds: Worlds that were just reset.
    """
    plans: list[Ints] = []
    for first in range(0, worlds.num_envs, WORLDS_AT_ONCE):
        chosen = range(first, min(first + WORLDS_AT_ONCE, worlds.num_envs))
        planned = [_start(worlds, i) for i in chosen]
        batch = envcore.AsteroidProspectorVectorEnv(
            _ROWS * len(planned),
            **planned[0].env.config.to_dict(),
            info="all",
            autoreset_mode=AutoresetMode.SAME_STEP,
            copy=False,
        )
        batch.reset(seed=0)
        while not all(world.is_planned for world in planned):
            _plan_trip(planned, batch)
        batch.close()
        plans += [np.array(world.plan) for world in planned]
    return plans


def _start(worlds: envcore.AsteroidProspectorVectorEnv, i: int) -> _World:
    env = worlds.clone_world(i)
    truth = read_truth(env.world_seed, env.episode)
    future = foresee(env.world_seed, env.episode, env.config)
    return _World(env, truth, future, np.where(truth.has_rock, 0.0, 1.0))


def _plan_trip(worlds: list[_World], batch: envcore.AsteroidProspectorVectorEnv) -> None:
    """Try trips in every world, and add the best to its plan."""
    values = [world.truth.composition @ world.unit_prices() for world in worlds]
    orders = [_orders_of(i, world, values[i]) for i, world in enumerate(worlds)]
    joined = Orders(*(np.concatenate([getattr(o, f) for o in orders]) for f in ORDER_FIELDS))
    depletion = np.repeat([world.depletion for world in worlds], _ROWS, axis=0)
    trips = Trips(_hidden_of(worlds, values), joined, depletion, worlds[0].env.config.time_max)
    trips.drop(np.repeat([world.is_planned for world in worlds], _ROWS))
    found = _simulate(worlds, batch, trips)
    for i, world in enumerate(worlds):
        if world.is_planned:
            continue
        best = i * _ROWS + int(found.scores[i * _ROWS : (i + 1) * _ROWS].argmax())
        _carry_out(world, found.actions(best))
        world.depletion = found.depletion[best]


def _carry_out(world: _World, actions: Ints) -> None:
    taken, _ = world.env.run(actions)
    world.plan += actions[:taken].tolist()
    world.is_planned = world.env.has_ended


def _orders_of(index: int, world: _World, value: Floats) -> Orders:
    """Return the trips to try: the most promising nodes, in several styles."""
    truth = world.truth
    distance = truth.ticks_between[STATION]
    full = np.ones(value.shape)
    rocks = Rocks(truth.richness, value, truth.stability, world.depletion, 0.95 * full, 60.0 * full)
    best = np.sort(rocks.surplus, axis=1)[:, -_ROCKS_PER_TRIP:].sum(axis=1)
    promise = np.where(distance < FAR, best - 2 * _TICK_VALUE * distance, -np.inf)
    promise[STATION] = -np.inf
    nodes = np.argsort(-promise)[:_NODES_TRIED]
    goals = [STATION, *np.repeat(nodes, len(_STYLES))]
    styles = np.array([(0.0, 0.0), *(_STYLES * len(nodes))])
    n = len(goals)
    return Orders(
        np.full(n, index), np.array(goals), styles[:, 0], styles[:, 1], np.full(n, _LEAST_PRICE)
    )


def _hidden_of(worlds: list[_World], values: list[Floats]) -> Hidden:
    truths, futures = [world.truth for world in worlds], [world.future for world in worlds]
    of_truth = {
        name: np.array([getattr(truth, name) for truth in truths])
        for name in ("stability", "richness", "piracy", "threat", "ticks_between", "first_slot")
    }
    of_future = {
        name: np.array([getattr(future, name) for future in futures])
        for name in ("pirate_roll", "fracture_roll", "yield_noise")
    }
    return Hidden(value=np.array(values), **of_truth, **of_future)


@dataclass
class _Outcomes:
    """What became of each trip: its score, actions, and the rocks as the ship left them."""

    scores: Floats
    depletion: Floats
    lengths: Ints
    taken: list[Ints] = field(default_factory=list)

    def actions(self, row: int) -> Ints:
        """Return the actions of a trip."""
        return np.array([actions[row] for actions in self.taken[: self.lengths[row]]], np.int64)


def _simulate(
    worlds: list[_World], batch: envcore.AsteroidProspectorVectorEnv, trips: Trips
) -> _Outcomes:
    """Fly all trips in copies."""
    _copy_worlds(worlds, batch)
    n, time_max = batch.num_envs, worlds[0].env.config.time_max
    prices = np.repeat([world.unit_prices() for world in worlds], _ROWS, axis=0)
    observations, masks = batch.observations(), batch.action_masks()
    ticks = np.repeat([world.tick for world in worlds], _ROWS)
    credits_ = np.repeat([world.env.info()["credits"] for world in worlds], _ROWS)
    found = _Outcomes(
        np.full(n, _DEAD), np.ones((n, *trips.depletion.shape[1:])), np.zeros(n, np.int64)
    )
    while len(trips.rows) and len(found.taken) < _STEPS_MAX:
        rows = trips.rows
        view, left = View(observations[rows], masks[rows]), time_max - ticks[rows]
        actions = np.full(n, int(Action.HOLD_DRIFT))
        actions[rows] = trips.act(view, ticks[rows])
        done = trips.is_done
        scores = _scores(view, prices[rows], credits_[rows], left)
        found.scores[rows[done]] = scores[done]
        found.depletion[rows] = trips.depletion
        found.taken.append(actions)
        found.lengths[rows[~done]] = len(found.taken)
        observations, _, terminated, truncated, infos = batch.step(actions)
        masks, ticks, credits_ = infos["action_mask"], infos["ticks"], infos["credits"]
        over = (terminated | truncated)[rows] & ~done
        if over.any():
            final = infos["final_info"]
            money = np.where(final["survival"], final["credits"], _DEAD)
            found.scores[rows[over]] = money[rows[over]]
        trips.drop(done | over)
    return found


def _copy_worlds(worlds: list[_World], batch: envcore.AsteroidProspectorVectorEnv) -> None:
    for i, world in enumerate(worlds):
        if not world.is_planned:
            state = world.env.get_state()
            for row in range(i * _ROWS, (i + 1) * _ROWS):
                batch.set_state(row, state)


def _scores(view: View, prices: Floats, credits_: Floats, left: Ints) -> Floats:
    """Return what ships are worth after a trip: money, cargo, state, and the time left."""
    state = sum(worth * getattr(view, name) for name, worth in _WORTH.items())
    later = _TICK_VALUE * np.maximum(left - _UNUSABLE_TICKS, 0.0)
    is_end = left <= _UNUSABLE_TICKS
    cargo = (view.cargo * prices).sum(axis=1) * 0.8
    rest = np.where(is_end, 0.0, cargo + state + _WORTH_OF_ALERT * view.alert)
    scores: Floats = credits_ + later + rest
    return scores


class Oracle:
    """Sees everything, also prices and random numbers to come, and plans its trips with clones."""

    name = "oracle"
    version = "1"

    def reset(self, num_worlds: int, seed: int) -> None:
        """Forget the plans."""
        del seed
        self._plans: list[Ints] = [np.array([], np.int64)] * num_worlds
        self._step = 0

    def see(self, worlds: envcore.AsteroidProspectorVectorEnv) -> None:
        """Plan the whole episode of worlds that were reset, in copies of them."""
        self._plans = plan_episodes(worlds)

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return the next action of each plan."""
        del observations, masks
        step, self._step = self._step, self._step + 1
        chosen = [plan[step] if step < len(plan) else Action.HOLD_DRIFT for plan in self._plans]
        return np.array(chosen, np.int64)
