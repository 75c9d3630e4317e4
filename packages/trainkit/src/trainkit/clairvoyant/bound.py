"""A net profit that nothing can exceed in an episode: the world with most of its limits removed.

Left out are heat, wear, hull, alert, pirates, fractures, fuel, all prices of goods, and that a ship
is in one place: docs/results/ceiling.md has the argument, step by step.
"""

from __future__ import annotations

from typing import Final

import numpy as np

import envcore
from envcore import spec
from trainkit.bots.view import Floats
from trainkit.clairvoyant.foresight import Foresight, foresee
from trainkit.clairvoyant.truth import FAR, STATION, TrueBelt, read_truth

_YIELDS, _SPREADS = np.array([(m.yield_factor, m.spread) for m in spec.MINING_MODES]).T
_NOISE_MAX: Final = 3.47
_FACTOR_MAX: Final = float((_YIELDS * (1.0 + _SPREADS * _NOISE_MAX)).max())
_OVERRUN: Final = spec.EDGE_TICKS_MAX - 1  # ticks that the last step may take beyond the time limit
_IRON, _NICKEL, _RARE = 0, 1, 4
_ROUNDING: Final = 1.000001  # prices are read from observations, in float32
_PER_UNIT: Final = spec.DEPLETION_PER_UNIT
_DEPTHS, _PRICE_MIN, _PRICE_MAX = np.array(
    [(row.depth, row.price_min, row.price_max) for row in spec.COMMODITY_TABLE]
).T
_EXCESS: Final = np.arange(0.0, 3_000.0, 0.5)  # units of stock above the base
_SHARES: Final = (
    1.0,
    0.9,
    0.8,
    0.7,
    0.6,
)  # of the highest price: what a unit costs the market side
_TICK_PRICES: Final = np.geomspace(30.0, 900.0, 30)
_YIELD_PRICES: Final = np.linspace(0.3, 1.0, 15)  # of a unit of yield, in tick prices


def net_profit_bound(seed: int, episode: int, config: envcore.EnvConfig) -> float:
    """Return credits that no player can exceed in an episode, whatever it knows.

    Args:
        seed: Of the world, 0..2^64-1.
        episode: Its number, 0..2^64-1.
        config: Its options.
    """
    truth, future = read_truth(seed, episode), foresee(seed, episode, config)
    env = envcore.AsteroidProspectorEnv(**config.to_dict())
    env.reset(seed=seed, options={"episode": episode})
    base_stock = np.array(env.market()["base_stock"])
    ticks = config.time_max + _OVERRUN
    highest = future.prices.max(axis=0) * _ROUNDING
    # where a price is at its limit, the market's free price is unknown
    shares = (1.0,) if (highest >= 0.999 * _PRICE_MAX).any() else _SHARES
    return min(
        _sold_above(highest, share, base_stock, ticks)
        + _mined(truth, future, share * highest, ticks)
        for share in shares
    )


def _sold_above(highest: Floats, share: float, base_stock: Floats, ticks: int) -> float:
    """Return the most that sales bring above a share of the highest price, by all commodities."""
    if share == 1.0:
        return 0.0
    total = 0.0
    for price, minimum, depth in zip(highest, _PRICE_MIN, _DEPTHS + base_stock, strict=True):
        above = _above(_EXCESS, price, share, depth)
        after = _above(spec.STOCK_KEEP * _EXCESS, price, share, depth)
        if share * price < minimum:
            return np.inf
        total += above.max() + ticks * max(0.0, (above - after).max()) + 1.0
    return total


def _above(excess: Floats, price: float, share: float, depth: float) -> Floats:
    """Return what selling from the base stock to an excess brings above a share of the price."""
    result: Floats = price * depth**2 * (1.0 / depth - 1.0 / (depth + excess))
    return result - share * price * excess


def _mined(truth: TrueBelt, future: Foresight, prices: Floats, ticks: int) -> float:
    """Return the most that rocks bring at fixed prices, by the best prices of ticks and yield."""
    worth, volume = prices.copy(), np.ones(spec.N_COMMODITIES)
    for metal in (_IRON, _NICKEL):  # refined, a unit becomes less of a better one
        worth[metal] = max(worth[metal], spec.REFINE_YIELD * prices[_RARE])
        volume[metal] = min(1.0, spec.REFINE_YIELD)
    distance = np.where(truth.ticks_between[STATION] < FAR, truth.ticks_between[STATION], 0.0)
    trip = (2.0 * distance + 1.0) / spec.CARGO_MAX  # ticks a unit, with a sale
    value = (truth.composition @ worth)[truth.has_rock]
    carried = ((truth.composition @ volume) * trip[:, None])[truth.has_rock]
    step = _PER_UNIT * truth.richness[truth.has_rock] * _FACTOR_MAX
    decay = -np.log1p(-step) / _FACTOR_MAX
    factors = (_YIELDS * (1.0 + _SPREADS * future.yield_noise[:ticks, None])).max(axis=1)
    best = np.inf
    for tick_price in _TICK_PRICES:
        net = np.maximum(value - tick_price * carried, 0.0) / _PER_UNIT
        for yield_price in tick_price * _YIELD_PRICES:
            pays = net * decay > yield_price
            ratio = np.where(pays, net * decay / yield_price, 1.0)
            gain = net - yield_price / decay * (1.0 + np.log(ratio)) - tick_price
            rocks = np.maximum(np.where(pays, gain, 0.0), 0.0).sum()
            yields = np.maximum(yield_price * factors - tick_price, 0.0).sum()
            best = min(best, float(tick_price * ticks + yields + rocks))
    return best
