"""Plots of the belt: map, rocks, and the effect of scans."""

from __future__ import annotations

from typing import Any, Final

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from market_plots import COLORS
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from envcore import spec
from envcore.spec import Action, NodeType
from envref import ReferenceEnv
from envref.belt import Belt
from envref.field import Asteroid

MAP_SEED: Final = 132  # few nodes, well separated on the map
ROCK_SEEDS: Final = range(60)
SCAN_SEEDS: Final = range(60)
SCAN_TICKS: Final = 36
NODE_COLORS: Final = {NodeType.STATION: "#2b2d42", NodeType.CLUSTER: "#2a9d8f"} | {
    NodeType.HAZARD: "#d1495b"
}
SCANS: Final = {Action.WIDE_SCAN: "#4c78a8", Action.FOCUSED_SCAN: "#e9a227"} | {
    Action.DEEP_SCAN: "#7a5195"
}


def travel_ticks(belt: Belt) -> npt.NDArray[np.float64]:
    """Return the shortest travel times in ticks between all nodes, shape (n, n)."""
    n = len(belt.nodes)
    ticks = np.full((n, n), np.inf)
    np.fill_diagonal(ticks, 0)
    for edge in belt.edges:
        ticks[edge.a, edge.b] = ticks[edge.b, edge.a] = edge.ticks
    for via in range(n):  # Floyd and Warshall
        ticks = np.minimum(ticks, ticks[:, [via]] + ticks[[via]])
    return ticks


def laid_out(ticks: npt.NDArray[np.float64], rounds: int = 500) -> npt.NDArray[np.float64]:
    """Return points in the plane, shape (n, 2), whose distances approximate the given ones.

    It is multidimensional scaling by majorization, with weights that favor short distances.
    """
    n = len(ticks)
    angle = 2 * np.pi * np.arange(n) / n
    places = np.stack([np.cos(angle), np.sin(angle)], axis=1) * ticks.max() / 2
    weight = 1 / np.maximum(ticks, 1) ** 2
    np.fill_diagonal(weight, 0)
    inverse = np.linalg.pinv(np.diag(weight.sum(axis=1)) - weight)
    for _ in range(rounds):
        gaps = np.linalg.norm(places[:, None] - places[None], axis=2)
        ratio = -weight * ticks / np.maximum(gaps, 1e-9)
        np.fill_diagonal(ratio, 0)
        np.fill_diagonal(ratio, -ratio.sum(axis=1))
        places = inverse @ ratio @ places
    places -= places.mean(axis=0)
    return np.asarray(places @ np.linalg.svd(places)[2].T)  # wider than high


def belt_map() -> Figure:
    """Draw one belt with travel times as distances."""
    env = ReferenceEnv()
    env.reset(seed=MAP_SEED)
    belt, fields = env.world.belt, env.world.fields
    ticks = travel_ticks(belt)
    places = laid_out(ticks)
    figure: Figure
    figure, ax = plt.subplots(figsize=(9.5, 4.4))
    threats = plt.get_cmap("YlOrRd")
    centered: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8}
    box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
    for edge in belt.edges:
        ends = places[[edge.a, edge.b]]
        red = threats(0.2 + 0.8 * edge.threat)
        ax.plot(ends[:, 0], ends[:, 1], color=red, linewidth=2, zorder=1)
        x, y = ends.mean(axis=0)
        ax.text(x, y, str(edge.ticks), bbox=box, zorder=2, **centered)
    for kind, color in NODE_COLORS.items():
        nodes = [n for n, node in enumerate(belt.nodes) if node.node_type == kind]
        sizes = [300 + 30 * len(fields[n].asteroids) for n in nodes]
        x, y = places[nodes].T
        ax.scatter(x, y, s=sizes, color=color, zorder=3, label=kind.name.lower())
    for (x, y), far in zip(places, ticks[0], strict=True):
        ax.text(x, y, f"{far:.0f}", color="white", zorder=4, **centered)
    figure.suptitle(f"the belt of seed {MAP_SEED}", fontsize=11, fontweight="bold")
    ax.set_aspect("equal")
    ax.margins(0.06)
    ax.set_axis_off()
    ax.legend(loc="center right", bbox_to_anchor=(-0.05, 0.5), fontsize=9, markerscale=0.4)
    scale = plt.cm.ScalarMappable(cmap=threats, norm=Normalize(-0.25, 1))
    bar = figure.colorbar(scale, ax=ax, shrink=0.5, label="true threat of an edge")
    bar.ax.set_ylim(0, 1)
    return figure


def all_rocks() -> dict[NodeType, list[Asteroid]]:
    """Return the rocks of many worlds by the type of their node."""
    found: dict[NodeType, list[Asteroid]] = {NodeType.CLUSTER: [], NodeType.HAZARD: []}
    for seed in ROCK_SEEDS:
        env = ReferenceEnv()
        env.reset(seed=seed)
        for n, node in enumerate(env.world.belt.nodes):
            if node.node_type in found:
                found[node.node_type] += env.world.fields[n].asteroids
    return found


def rocks() -> Figure:
    """Draw histograms of richness, and of the value of a mining tick at base prices."""
    found = all_rocks()
    base = np.array([row.base_price for row in spec.COMMODITY_TABLE])
    figure: Figure
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6))
    for kind, asteroids in found.items():
        richness = np.array([rock.richness for rock in asteroids])
        worth = richness * np.array([np.dot(rock.composition, base) for rock in asteroids])
        style: Any = {"color": NODE_COLORS[kind], "alpha": 0.55, "density": True}
        style["label"] = f"{kind.name.lower()}: {len(asteroids):,} rocks"
        left.hist(richness, bins=np.linspace(0.5, 4, 50), **style)
        right.hist(worth, bins=np.linspace(0, 500, 50), **style)
        right.axvline(np.quantile(worth, 0.95), color=NODE_COLORS[kind], linestyle="--")
    left.set_title("richness of rocks (hidden)")
    left.set_xlabel("units/tick")
    right.set_title("value of a mining tick at base prices")
    right.set_xlabel("credits/tick; dashed: 95th percentile")
    for ax in (left, right):
        ax.set_yticks([])
        ax.legend(fontsize=8)
    return figure


def error_of(rock: Asteroid) -> float:
    """Return the fraction of a rock's estimate in the wrong commodity, 0..1."""
    return float(np.abs(np.subtract(rock.composition, rock.estimate)).sum() / 2)


def error_path(seed: int, scan: Action) -> list[tuple[int, float]]:
    """Return (ticks spent, error) of a rock next to the station, before and after each scan."""
    env = ReferenceEnv(fractures=False, pirates=False)
    env.reset(seed=seed)
    env.step(Action.TRAVEL_0)
    env.step(Action.SELECT_0)
    start, rock = env.world.tick, env.world.asteroids[0]
    path = [(0, error_of(rock))]
    while env.world.tick - start < SCAN_TICKS:
        env.step(scan)
        path.append((env.world.tick - start, error_of(rock)))
    return path


def scans() -> Figure:
    """Draw the estimate of one rock after each scan, and the error of many by scan time."""
    figure: Figure
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.8))
    env = ReferenceEnv()
    env.reset(seed=MAP_SEED)
    for action in (Action.TRAVEL_0, Action.SELECT_0):
        env.step(action)
    rock = env.world.asteroids[0]
    bars = {"first sight": list(rock.estimate)}
    for name, scan in (("wide scan", Action.WIDE_SCAN), ("then deep scan", Action.DEEP_SCAN)):
        env.step(scan)
        bars[name] = list(rock.estimate)
    bars["truth"] = rock.composition
    below = np.zeros(len(bars))
    for c, name in enumerate(spec.COMMODITIES):
        shares = 100 * np.array([shares[c] for shares in bars.values()])
        left.bar(list(bars), shares, bottom=below, color=COLORS[c], label=name, width=0.65)
        below += shares
    left.set_title("estimated composition of one rock")
    left.set_ylabel("% of the rock")
    left.tick_params(axis="x", labelsize=8, rotation=12)
    left.legend(fontsize=7.5, loc="center left", bbox_to_anchor=(1, 0.5))
    for scan, color in SCANS.items():
        paths = np.array([error_path(seed, scan) for seed in SCAN_SEEDS])
        ticks, errors = paths[0, :, 0], 100 * paths[:, :, 1]
        low, middle, high = np.quantile(errors, [0.25, 0.5, 0.75], axis=0)
        label = scan.name.lower().replace("_", " ")
        right.plot(ticks, middle, "o-", color=color, markersize=3, label=label)
        right.fill_between(ticks, low, high, color=color, alpha=0.15)
    right.set_title(f"error of the estimate, {len(SCAN_SEEDS)} rocks")
    right.set_xlabel("ticks of scanning")
    right.set_ylabel("% of the rock")
    right.set_ylim(bottom=0)
    right.legend(fontsize=8)
    return figure
