"""The true belt of an episode: what observations hide, read from copies of the world.

The scouts fly in worlds of their own with the same seed and episode, so the world that is played
is never touched: a belt depends on nothing else.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Final

import numpy as np

import envcore
from envcore import spec
from trainkit.bots.view import BASE_PRICES, Bools, Floats, Ints

_SCOUT: Final = envcore.EnvConfig(time_max=1_000_000, pirates=False, fractures=False)
STATION: Final = 0
FAR: Final = 1e6  # ticks; stands for no route


@dataclass(frozen=True)
class TrueBelt:
    """The true belt of one episode; rocks that a full tank does not reach are left out.

    Attributes:
        leads_to: Node at the end of an edge, -1 without one, (32, 6).
        edge_ticks, edge_fuel, threat: Of an edge, 0 without one, (32, 6).
        danger, piracy: Of a node, (32,).
        ticks_between: Ticks of the quickest route between two nodes, (32, 32).
        first_slot: First edge of that route, -1 without a route, (32, 32).
        composition: Of a rock, (32, 16, 6).
        richness, stability: Of a rock, 0 without one, (32, 16).
    """

    leads_to: Ints
    edge_ticks: Floats
    edge_fuel: Floats
    threat: Floats
    danger: Floats
    piracy: Floats
    ticks_between: Floats
    first_slot: Ints
    composition: Floats
    richness: Floats
    stability: Floats

    @property
    def value(self) -> Floats:
        """Credits per unit of each rock at base prices, (32, 16)."""
        value: Floats = self.composition @ BASE_PRICES
        return value

    @property
    def has_rock(self) -> Bools:
        """Where there are rocks, (32, 16)."""
        has_rock: Bools = self.richness > 0
        return has_rock


def read_truth(seed: int, episode: int) -> TrueBelt:
    """Return the true belt of an episode.

    Args:
        seed: Of the world, 0..2^64-1.
        episode: Its number, 0..2^64-1.
    """
    env = envcore.AsteroidProspectorEnv(**_SCOUT.to_dict())
    env.reset(seed=seed, options={"episode": episode})
    nodes, slots, rocks = spec.MAX_NODES, spec.MAX_NEIGHBORS, spec.MAX_ASTEROIDS
    leads_to = np.full((nodes, slots), -1)
    edges = np.zeros((3, nodes, slots))
    dangers = np.zeros((2, nodes))
    for n, node in enumerate(env.belt()):
        dangers[:, n] = node["danger"], node["piracy"]
        for k, edge in enumerate(node["neighbors"]):
            leads_to[n, k] = edge["node"]
            edges[:, n, k] = edge["ticks"], edge["fuel"], edge["threat"]
    composition = np.zeros((nodes, rocks, spec.N_COMMODITIES))
    hidden = np.zeros((2, nodes, rocks))
    for n, found in _scouted_rocks(env, leads_to, edges[1]).items():
        for a, rock in enumerate(found):
            composition[n, a] = rock["composition"]
            hidden[:, n, a] = rock["richness"], rock["stability"]
    between, first_slot = _routes(leads_to, edges[0])
    return TrueBelt(
        leads_to=leads_to,
        edge_ticks=edges[0],
        edge_fuel=edges[1],
        threat=edges[2],
        danger=dangers[0],
        piracy=dangers[1],
        ticks_between=between,
        first_slot=first_slot,
        composition=composition,
        richness=hidden[0],
        stability=hidden[1],
    )


def _scouted_rocks(
    env: envcore.AsteroidProspectorEnv, leads_to: Ints, fuel: Floats
) -> dict[int, list[dict[str, float]]]:
    """Return the rocks of each node that a full tank reaches, by way of the least fuel."""
    found: dict[int, list[dict[str, float]]] = {}
    queue: list[tuple[float, int, int, envcore.AsteroidProspectorEnv]] = [(0.0, STATION, 0, env)]
    while queue:
        used, node, _, scout = heapq.heappop(queue)
        if node in found:
            continue
        found[node] = scout.asteroids()
        if scout.has_ended:  # the tank is empty: it arrived, and goes no further
            continue
        for k in np.flatnonzero(leads_to[node] >= 0).tolist():
            if leads_to[node, k] not in found:
                copy = scout.clone()
                copy.step(k)
                heapq.heappush(
                    queue, (used + fuel[node, k], int(leads_to[node, k]), id(copy), copy)
                )
    return found


def _routes(leads_to: Ints, ticks: Floats) -> tuple[Floats, Ints]:
    """Return the ticks of the quickest routes and their first slots, both (32, 32)."""
    n = len(leads_to)
    between = np.full((n, n), FAR)
    first = np.full((n, n), -1)
    between[np.arange(n), np.arange(n)] = 0.0
    for a, k in np.argwhere(leads_to >= 0):
        between[a, leads_to[a, k]] = ticks[a, k]
        first[a, leads_to[a, k]] = k
    for via in range(n):
        through = between[:, via, None] + between[None, via]
        is_shorter = through < between
        between = np.where(is_shorter, through, between)
        first = np.where(is_shorter, first[:, via, None], first)
    return between, first
