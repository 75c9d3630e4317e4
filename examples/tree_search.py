"""Search with copies of the world: try every sensible action on a clone, keep the best.

At each decision the search clones the world once per candidate, plays the candidate and then a
simple greedy miner for a while, and takes the candidate with the highest return. It is the
shallowest tree there is (one level, greedy play below), and beats the greedy miner clearly.

A clone draws the same random numbers as its world, so this search sees the future: it shows what
the best of several plans is worth with hindsight, not what a policy could learn.

    python examples/tree_search.py --seeds 8
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

import envcore
from envcore import spec
from envcore.spec import Action

Observation = npt.NDArray[np.float32]
Mask = npt.NDArray[np.int8]
Policy = Callable[[envcore.AsteroidProspectorEnv, Observation, Mask], int]

FULL_HOLD: Final = 0.85  # shares of the maximum, as the observation has them
HOT: Final = 0.92
WEAK_HULL: Final = 0.25
LOW_FUEL: Final = 0.25
CARGO_TRUST: Final = 0.7  # worth of unsold cargo, as a share of its price

_PLACE: Final = {field.name: field for field in spec.OBSERVATION}
_FUEL, _HULL, _HEAT = (_PLACE[name].first for name in ("fuel_frac", "hull_frac", "heat_frac"))
_LOAD: Final = _PLACE["cargo_load_frac"].first
_CARGO: Final = slice(_PLACE["cargo_by_commodity_frac"].first, _PLACE["repair_kits_norm"].first)
_PRICE: Final = slice(_PLACE["price_norm"].first, _PLACE["price_delta_norm"].first)
_PRICE_MAX: Final = np.array([row.price_max for row in spec.COMMODITY_TABLE])
_ROCKS: Final = slice(_PLACE["asteroids.valid"].first, _PLACE["price_norm"].first)
_SELECTS: Final = slice(Action.SELECT_0, Action.SELECT_15 + 1)
_SELLS_ALL: Final = slice(Action.SELL_IRON_100, Action.SELL_VOLATILES_100 + 1, 3)

CANDIDATES: Final = (
    *(Action(k) for k in range(spec.MAX_NEIGHBORS)),
    *(Action.MINE_CONSERVATIVE, Action.MINE_STANDARD, Action.MINE_AGGRESSIVE),
    *(Action.COOLDOWN, Action.STABILIZE, Action.HULL_PATCH, Action.TOOL_MAINTENANCE),
    *(Action.WIDE_SCAN, Action.HOLD_DRIFT, Action.OVERHAUL, Action.CASH_OUT),
)
"""What the search tries beside the greedy miner's own choice and the three best rocks."""


def rock_values(observation: Observation) -> npt.NDArray[np.float64]:
    """Return the estimated price of a unit of each asteroid, shape (16,)."""
    rocks = observation[_ROCKS].reshape(spec.MAX_ASTEROIDS, -1)
    prices = observation[_PRICE] * _PRICE_MAX
    values: npt.NDArray[np.float64] = rocks[:, 1:7] @ prices
    return values


def greedy_action(env: envcore.AsteroidProspectorEnv, observation: Observation, mask: Mask) -> int:
    """Sell, refuel, mine the best rock aggressively; return full, hot, damaged or low on fuel."""
    del env
    if mask[Action.DOCK]:
        cargo = observation[_CARGO] * observation[_PRICE] * _PRICE_MAX * mask[_SELLS_ALL]
        if cargo.max() > 0:
            return int(Action.SELL_IRON_100 + 3 * cargo.argmax())
        for action, gauge in ((Action.BUY_FUEL_LARGE, _FUEL), (Action.OVERHAUL, _HULL)):
            if observation[gauge] < 0.6 and mask[action]:
                return action
    elif (
        observation[_LOAD] >= FULL_HOLD
        or observation[_HEAT] >= HOT
        or observation[_HULL] <= WEAK_HULL
        or observation[_FUEL] <= LOW_FUEL
    ):
        return Action.TRAVEL_0
    if mask[Action.MINE_AGGRESSIVE]:
        return Action.MINE_AGGRESSIVE
    if mask[_SELECTS].any():
        return int(Action.SELECT_0 + (rock_values(observation) * mask[_SELECTS]).argmax())
    ways = int(mask[: spec.MAX_NEIGHBORS].sum())
    return ways - 1  # the last slot leads away from home


def rollout(
    env: envcore.AsteroidProspectorEnv, action: int, steps: int, policy: Policy = greedy_action
) -> float:
    """Return what a copy of the world earns by an action and then a policy.

    Args:
        env: The world, which is left as it is.
        action: The first action.
        steps: Steps of the policy after it.
        policy: What plays on.

    Returns:
        The sum of rewards, and a part of the worth of the cargo at the end.
    """
    twin = env.clone()
    observation, total, terminated, truncated, info = twin.step(action)
    for _ in range(steps):
        if terminated or truncated:
            return total
        chosen = policy(twin, observation, info["action_mask"])
        observation, reward, terminated, truncated, info = twin.step(chosen)
        total += reward
    worth = float(observation[_CARGO] @ (observation[_PRICE] * _PRICE_MAX)) * spec.CARGO_MAX
    return total + CARGO_TRUST * worth / spec.CREDIT_SCALE


def search_policy(steps: int) -> Policy:
    """Return a policy that plays the candidate with the best rollout of so many steps."""

    def search_action(
        env: envcore.AsteroidProspectorEnv, observation: Observation, mask: Mask
    ) -> int:
        rocks = np.argsort(-rock_values(observation) * mask[_SELECTS])[:3]
        tried = {greedy_action(env, observation, mask), *CANDIDATES}
        tried |= {int(Action.SELECT_0 + a) for a in rocks}
        legal = sorted(action for action in tried if mask[action])
        return max(legal, key=lambda action: rollout(env, action, steps))

    return search_action


def play(seed: int, policy: Policy, time_max: int) -> tuple[float, float]:
    """Return the return and the net profit (credits) of an episode; 0 profit for a lost ship."""
    env = envcore.AsteroidProspectorEnv(time_max=time_max)
    observation, info = env.reset(seed=seed)
    total, done = 0.0, False
    while not done:
        action = policy(env, observation, info["action_mask"])
        observation, reward, terminated, truncated, info = env.step(action)
        total += reward
        done = terminated or truncated
    return total, info["net_profit"] * info["survival"]


def main() -> None:
    """Compare the greedy miner with the search, seed by seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=8, help="episodes of each policy")
    parser.add_argument("--steps", type=int, default=60, help="greedy steps below each candidate")
    parser.add_argument("--time-max", type=int, default=500, help="ticks of an episode")
    chosen = parser.parse_args()
    policies = {"greedy": greedy_action, "search": search_policy(chosen.steps)}
    for name, policy in policies.items():
        start = time.perf_counter()
        results = np.array([play(seed, policy, chosen.time_max) for seed in range(chosen.seeds)])
        seconds = (time.perf_counter() - start) / chosen.seeds
        mean_return, mean_profit = results.mean(axis=0)
        sys.stdout.write(
            f"{name:7} return {mean_return:8.2f}   net profit {mean_profit:9,.0f} credits   "
            f"survived {np.mean(results[:, 1] > 0):.0%}   {seconds:.1f} s an episode\n"
        )


if __name__ == "__main__":
    main()
