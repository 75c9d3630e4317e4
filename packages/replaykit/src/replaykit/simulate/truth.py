"""What is hidden from the ship: for viewers and analysis, not for players."""

from __future__ import annotations

from dataclasses import dataclass

import envcore

Floats = tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TrueRock:
    """The true values of an asteroid of the current node; see `Rock` for the estimates."""

    slot: int
    composition: Floats
    """Shares by commodity; sums to 1."""
    stability: float
    """0..1, higher is safer."""
    richness: float
    """Units per tick of mining, before all factors that reduce it."""
    scan_noise: float
    """Noise of a scan of it."""
    depletion: float


@dataclass(frozen=True, kw_only=True, slots=True)
class TrueNode:
    """A node's dangers, and the threats of its edges by neighbor slot, all in 0..1."""

    danger: float
    piracy: float
    threats: Floats


@dataclass(frozen=True, kw_only=True, slots=True)
class TrueMarket:
    """What changes the prices, by commodity: shares of the base price, and units in stock."""

    drift: Floats
    shock: Floats
    stock: Floats
    base_stock: Floats


@dataclass(frozen=True, kw_only=True, slots=True)
class Truth:
    """Everything hidden after a step: all nodes, the rocks of the current one, the market."""

    nodes: tuple[TrueNode, ...]
    rocks: tuple[TrueRock, ...]
    market: TrueMarket


def truth_of(env: envcore.AsteroidProspectorEnv) -> Truth:
    """Return what an environment hides in its current state."""
    return Truth(
        nodes=tuple(
            TrueNode(
                danger=node["danger"],
                piracy=node["piracy"],
                threats=tuple(edge["threat"] for edge in node["neighbors"]),
            )
            for node in env.belt()
        ),
        rocks=tuple(TrueRock(slot=slot, **rock) for slot, rock in enumerate(env.asteroids())),
        market=TrueMarket(**env.market()),
    )
