"""The hidden truth as plain lists and dicts: for viewers and notebooks, no part of the world."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from envcore import spec
from envref.belt import Node
from envref.market import undisturbed_price
from envref.world import World


def belt_of(world: World) -> list[dict[str, Any]]:
    """Return the true belt: per node its type, hops, danger, piracy and neighbors in slot order."""
    return [node_of(node) for node in world.belt.nodes]


def node_of(node: Node) -> dict[str, Any]:
    """Return one node of the true belt."""
    return {
        "type": spec.NODE_TYPES[node.node_type],
        "hops": node.hops,
        "danger": node.danger,
        "piracy": node.piracy,
        "neighbors": [asdict(neighbor) for neighbor in node.neighbors],
    }


def asteroids_of(world: World) -> list[dict[str, Any]]:
    """Return the true asteroids of the ship's node."""
    return [
        {
            "composition": tuple(asteroid.composition),
            "stability": asteroid.stability,
            "richness": asteroid.richness,
            "scan_noise": asteroid.noise,
            "depletion": asteroid.depletion,
        }
        for asteroid in world.asteroids
    ]


def market_of(world: World) -> dict[str, tuple[float, ...]]:
    """Return what moves the prices, as tuples by commodity."""
    names = ("drift", "shock", "stock", "base_stock")
    return {name: tuple(getattr(c, name) for c in world.market) for name in names}


def truth_of(world: World) -> dict[str, Any]:
    """Return what no observation shows: the belt, every asteroid, and what drives the prices."""
    return {
        "belt": belt_of(world),
        "asteroids": [[asdict(rock) for rock in field.asteroids] for field in world.fields],
        "market": [
            {
                "name": spec.COMMODITIES[commodity.id],
                "undisturbed_price": undisturbed_price(commodity, world.tick),
                **asdict(commodity),
            }
            for commodity in world.market
        ],
    }
