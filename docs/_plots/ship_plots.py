"""Plots of the ship: gauges during mining, and pirate attacks."""

from __future__ import annotations

from typing import Final

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from envcore import spec
from envcore.spec import Action, Event
from envref import ReferenceEnv
from envref.exposure import pirate_prob

SEED: Final = 7
MINING_TICKS: Final = 60
MODES: Final = {Action.MINE_CONSERVATIVE: "#2a9d8f", Action.MINE_STANDARD: "#e9a227"} | {
    Action.MINE_AGGRESSIVE: "#d1495b"
}
CARGOES: Final = {0.0: "#9fb3c8", 5_000.0: "#4c78a8", 20_000.0: "#1d3557"}
"""Cargo value in credits, and its color."""
CHECKED_TICKS: Final = 3_000
PIRACY: Final = 0.30
LISTEN_SEEDS: Final = range(60)
ALERTS: Final = (0.0, 25.0, 50.0, 75.0, 99.0)
HOLD_ALERT: Final = 3.0  # HOLD_DRIFT lowers the alert by this before the test for pirates


def world_with_stable_rock() -> ReferenceEnv:
    """Return a world with the most stable rock next to the station selected."""
    env = ReferenceEnv(pirates=False)
    env.reset(seed=SEED)
    env.step(Action.TRAVEL_0)
    most_stable = int(np.argmax([rock.stability for rock in env.world.asteroids]))
    env.step(Action.SELECT_0 + most_stable)
    return env


def mining() -> Figure:
    """Draw the gauges while one rock is mined in each of the three modes."""
    figure: Figure
    figure, axes = plt.subplots(2, 3, figsize=(9.5, 5), sharex=True)
    names = ("heat", "hull", "tool condition", "alert", "units on board", "units/tick")
    for mode, color in MODES.items():
        env = world_with_stable_rock()
        ship, rows = env.world.ship, []
        for _ in range(MINING_TICKS):
            before = ship.total_cargo
            env.step(mode)
            after = ship.total_cargo
            rows.append((ship.heat, ship.hull, ship.tool, ship.alert, after, after - before))
            if env.has_ended or not env.action_masks()[mode]:
                break
        label = mode.name.lower().replace("_", " ")
        for ax, values in zip(axes.flat, np.array(rows).T, strict=True):
            ax.plot(np.arange(1, len(rows) + 1), values, color=color, label=label)
            if env.has_ended:
                ax.plot(len(rows), values[-1], "X", color=color, markersize=8)
    for ax, name in zip(axes.flat, names, strict=True):
        ax.set_title(name)
        ax.set_ylim(bottom=0)
    axes[0, 0].axhline(spec.HEAT_MAX, color="#333333", linestyle=":", linewidth=1)
    axes[0, 0].axhline(100 * spec.HOT_FRAC, color="#999999", linestyle=":", linewidth=1)
    axes[1, 1].legend(fontsize=7)
    for ax in axes[1]:
        ax.set_xlabel("ticks of mining")
    return figure


def world_after_first_trip(seed: int) -> ReferenceEnv:
    """Return a world whose ship has made its first trip."""
    env = ReferenceEnv(time_max=CHECKED_TICKS + 100)
    env.reset(seed=seed)
    env.step(Action.TRAVEL_0)
    return env


def attack_rate(value: float, alert: float) -> float:
    """Return the fraction of ticks with an attack on a ship held in one state."""
    env = world_after_first_trip(SEED)
    world, came = env.world, 0
    world.node.piracy = PIRACY
    for tick in range(CHECKED_TICKS):
        world.tick = tick  # and so the random numbers
        world.ship.hull, world.ship.decoys = spec.HULL_MAX, 0
        world.ship.alert = alert + HOLD_ALERT
        world.ship.cargo = [value / world.market[0].price, *([0.0] * 5)]
        *_, info = env.step(Action.HOLD_DRIFT)
        came += info["events"] >> Event.PIRATES & 1
    return came / CHECKED_TICKS


def probabilities(value: float, alerts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the probability of an attack in a tick at each alert, by the rule."""
    world = world_after_first_trip(SEED).world
    world.ship.cargo = [value / world.market[0].price, *([0.0] * 5)]
    found = []
    for alert in alerts:
        world.ship.alert = float(alert)
        found.append(pirate_prob(world, PIRACY))
    return np.array(found)


def threats(listens: int) -> npt.NDArray[np.float64]:
    """Return true and estimated threats of the edges of a first node, shape (edges, 2)."""
    rows = []
    for seed in LISTEN_SEEDS:
        env = world_after_first_trip(seed)
        for _ in range(listens):
            env.step(Action.THREAT_LISTEN)
        rows += [(edge.threat, edge.threat_estimate) for edge in env.world.node.neighbors]
    return np.array(rows)


def pirates() -> Figure:
    """Draw attacks by alert and cargo, and estimated threats by number of listens."""
    figure: Figure
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.8))
    alerts = np.linspace(0, spec.ALERT_MAX, 101)
    for value, color in CARGOES.items():
        left.plot(
            alerts, 1000 * probabilities(value, alerts), color=color, label=f"cargo of {value:,.0f}"
        )
        simulated = [1000 * attack_rate(value, alert) for alert in ALERTS]
        left.plot(ALERTS, simulated, "o", color=color, markersize=5)
    left.set_title(f"pirate attacks per 1,000 ticks at piracy {PIRACY:.2f}")
    left.set_xlabel(f"alert; dots: simulated, {CHECKED_TICKS:,} ticks each")
    left.set_ylabel("attacks")
    left.legend(fontsize=8, title="credits", title_fontsize=8)
    right.plot([0, 1], [0, 1], color="#999999", linestyle=":", linewidth=1)
    for listens, color, style in ((0, "#b9c0c8", "."), (1, "#4c78a8", "."), (3, "#1d3557", ".")):
        true, estimated = threats(listens).T
        label = f"after {listens} listens" if listens != 1 else "after 1 listen"
        right.plot(true, estimated, style, color=color, markersize=5, label=label)
    right.set_title("threat of edges")
    right.set_xlabel("true")
    right.set_ylabel("estimated")
    right.set_aspect("equal")
    right.legend(fontsize=8)
    return figure
