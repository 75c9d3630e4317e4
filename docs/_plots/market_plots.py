"""Plots of the market: prices without sales, and the price impact of sales."""

from __future__ import annotations

from typing import Final

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from envcore import spec
from envcore.spec import Action, Event
from envref import ReferenceEnv

COLORS: Final = tuple(spec.COLORS[f"commodity-{c}"][0] for c in range(spec.N_COMMODITIES))
"""One for each commodity."""
MAIN_SEED: Final = 7
OTHER_SEEDS: Final = (8, 9, 10, 11)
TICKS: Final = 2000
AFTER_SALE: Final = 400


def price_path(seed: int, ticks: int) -> tuple[npt.NDArray[np.float64], list[int]]:
    """Return prices of shape (ticks + 1, 6) and the ticks of shocks, without sales."""
    env = ReferenceEnv(time_max=ticks + 1)
    env.reset(seed=seed)
    rows = [[commodity.price for commodity in env.world.market]]
    shocks = []
    for tick in range(1, ticks + 1):
        *_, info = env.step(Action.HOLD_DRIFT)
        rows.append([commodity.price for commodity in env.world.market])
        if info["events"] >> Event.MARKET_SHOCK & 1:
            shocks.append(tick)
    return np.array(rows), shocks


def prices() -> Figure:
    """Draw the prices of five worlds without sales."""
    figure: Figure
    figure, axes = plt.subplots(2, 3, figsize=(9.5, 5), sharex=True)
    main, shocks = price_path(MAIN_SEED, TICKS)
    others = [price_path(seed, TICKS)[0] for seed in OTHER_SEEDS]
    jumps = np.abs(np.diff(np.log(main), axis=0))
    for c, ax in enumerate(axes.flat):
        for other in others:
            ax.plot(other[:, c], color="#b9c0c8", linewidth=0.7)
        ax.plot(main[:, c], color=COLORS[c], linewidth=1.3)
        ax.axhline(spec.COMMODITY_TABLE[c].base_price, color="#333333", linestyle=":", linewidth=1)
        hit = [tick for tick in shocks if jumps[tick - 1].argmax() == c]
        ax.plot(hit, main[hit, c], "v", color="#222222", markersize=5)
        ax.set_title(spec.COMMODITIES[c])
        ax.set_ylim(bottom=0)
    for ax in axes[:, 0]:
        ax.set_ylabel("credits/unit")
    for ax in axes[1]:
        ax.set_xlabel("tick")
    return figure


def sold_at_once(units: float) -> npt.NDArray[np.float64]:
    """Return the proceeds per unit of one sale, by commodity, as a fraction of the price."""
    shares = []
    for c in range(spec.N_COMMODITIES):
        env = ReferenceEnv()
        env.reset(seed=MAIN_SEED)
        env.world.ship.cargo[c] = units
        quoted = env.world.market[c].price
        env.step(Action.SELL_IRON_100 + 3 * c)
        shares.append(env.world.ship.credits / units / quoted)
    return np.array(shares)


def price_after_sale(units: float, c: int) -> npt.NDArray[np.float64]:
    """Return the price after a sale as a fraction of the price without the sale."""
    paths = []
    for sale in (units, 0.0):
        env = ReferenceEnv()
        env.reset(seed=MAIN_SEED)
        env.world.ship.cargo[c] = sale
        env.step(Action.SELL_IRON_100 + 3 * c if sale else Action.HOLD_DRIFT)
        path = [env.world.market[c].price]
        for _ in range(AFTER_SALE):
            env.step(Action.HOLD_DRIFT)
            path.append(env.world.market[c].price)
        paths.append(np.array(path))
    share: npt.NDArray[np.float64] = paths[0] / paths[1]
    return share


def impact() -> Figure:
    """Draw the proceeds per unit by size of a sale, and the price after a sale."""
    figure: Figure
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6))
    sizes = np.linspace(5, spec.CARGO_MAX, 40)
    proceeds = 100 * np.array([sold_at_once(float(units)) for units in sizes])
    for c, name in enumerate(spec.COMMODITIES):
        left.plot(sizes, proceeds[:, c], color=COLORS[c], label=name)
    left.set_title("proceeds per unit of one sale")
    left.set_xlabel("units sold")
    left.set_ylabel("% of the quoted price")
    left.legend(fontsize=8)
    costliest = spec.COMMODITIES.index("rare_isotopes")
    for units, color in ((50.0, "#e8a0aa"), (100.0, "#d1495b"), (200.0, "#7d1f2d")):
        share = 100 * price_after_sale(units, costliest)
        right.plot(share, color=color, label=f"{units:.0f} units sold")
    right.set_title("price of rare isotopes after a sale")
    right.set_xlabel("ticks since the sale")
    right.set_ylabel("% of the price without the sale")
    right.set_ylim(0, 105)
    right.legend(fontsize=8)
    return figure
