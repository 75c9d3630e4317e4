"""The belt: nodes, edges, threats and the way home (docs/world.md, section 3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from envcore import spec
from envref.arithmetic import clamp
from envref.random_numbers import RngKey, approx_normal, uniform01, uniform_int

STATION = 0


@dataclass(slots=True)
class Neighbor:
    """One end's view of an edge: where it leads, what it takes, what is thought of it."""

    node: int
    ticks: int
    fuel: float
    """Fuel of an empty ship."""
    threat: float
    """The truth: hazard and piracy on the way."""
    threat_estimate: float = spec.THREAT_ESTIMATE_START


@dataclass(slots=True)
class Node:
    """A place in the belt; node 0 is the station."""

    node_type: spec.NodeType
    danger: float
    piracy: float
    hops: int = 0
    """Least number of edges to the station."""
    neighbors: list[Neighbor] = field(default_factory=list)
    """In slot order."""


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge as it was made, for viewers."""

    a: int
    b: int
    ticks: int
    fuel: float
    threat: float


@dataclass(slots=True)
class Belt:
    """All nodes and edges of an episode."""

    nodes: list[Node]
    edges: list[Edge] = field(default_factory=list)


def generate_belt(key: RngKey) -> Belt:
    """Draw the belt of an episode (world.md 3)."""
    first = key.words(spec.Domain.GRAPH, 0, 1)
    node_count = spec.NODE_COUNT_MIN + uniform_int(first[0], spec.NODE_COUNT_SPAN)
    belt = Belt(nodes=[Node(spec.NodeType.STATION, danger=0.0, piracy=0.0)])
    for n in range(1, node_count):
        draws = key.words(spec.Domain.GRAPH, n, 4)
        belt.nodes.append(generate_node(draws))
        parent = uniform_int(draws[3], n)
        while is_full(belt.nodes[parent]):
            parent = (parent + 1) % n
        connect(belt, key, n, parent)
    for i in range(node_count):
        draws = key.words(spec.Domain.GRAPH, spec.GRAPH_EXTRA_INDEX + i, 2)
        a = uniform_int(draws[0], node_count)
        b = uniform_int(draws[1], node_count)
        are_full = is_full(belt.nodes[a]) or is_full(belt.nodes[b])
        if a != b and not are_connected(belt, a, b) and not are_full:
            connect(belt, key, a, b)
    count_hops(belt)
    sort_neighbors(belt)
    return belt


def generate_node(draws: list[int]) -> Node:
    """Draw a node's kind, danger and piracy (world.md 3)."""
    danger = spec.DANGER_BASE + spec.DANGER_SPREAD * uniform01(draws[1])
    piracy = spec.PIRACY_BASE + spec.PIRACY_SPREAD * uniform01(draws[2])
    if uniform01(draws[0]) < spec.HAZARD_NODE_CHANCE:
        danger = danger + spec.DANGER_HAZARD_EXTRA
        piracy = piracy + spec.PIRACY_HAZARD_EXTRA
        return Node(spec.NodeType.HAZARD, danger, piracy)
    return Node(spec.NodeType.CLUSTER, danger, piracy)


def is_full(node: Node) -> bool:
    """Return whether the node has all the edges that it may have (world.md 3)."""
    return len(node.neighbors) == spec.MAX_NEIGHBORS


def are_connected(belt: Belt, a: int, b: int) -> bool:
    """Return whether an edge joins `a` and `b`."""
    return any(neighbor.node == b for neighbor in belt.nodes[a].neighbors)


def connect(belt: Belt, key: RngKey, a: int, b: int) -> None:
    """Add the next edge, between `a` and `b` (world.md 3)."""
    draws = key.words(spec.Domain.GRAPH, spec.GRAPH_EDGE_INDEX + len(belt.edges), 3)
    one, other = belt.nodes[a], belt.nodes[b]
    ticks = 1 + uniform_int(draws[0], spec.EDGE_TICKS_MAX)
    fuel = ticks * (spec.EDGE_FUEL_BASE + spec.EDGE_FUEL_SPREAD * uniform01(draws[1]))
    threat = clamp(
        spec.THREAT_DANGER_WEIGHT * (one.danger + other.danger)
        + spec.THREAT_PIRACY_WEIGHT * (one.piracy + other.piracy)
        + spec.THREAT_NOISE * approx_normal(draws[2]),
        0.0,
        1.0,
    )
    one.neighbors.append(Neighbor(b, ticks, fuel, threat))
    other.neighbors.append(Neighbor(a, ticks, fuel, threat))
    belt.edges.append(Edge(a, b, ticks, fuel, threat))


def count_hops(belt: Belt) -> None:
    """Count each node's edges to the station, ring by ring (world.md 3)."""
    seen = {STATION}
    ring = [STATION]
    hops = 0
    while ring:
        for n in ring:
            belt.nodes[n].hops = hops
        reached = {neighbor.node for n in ring for neighbor in belt.nodes[n].neighbors}
        ring = sorted(reached - seen)
        seen |= reached
        hops += 1


def sort_neighbors(belt: Belt) -> None:
    """Put each node's neighbors in slots: by hops, then by number (world.md 3)."""
    for node in belt.nodes:
        node.neighbors.sort(key=lambda neighbor: (belt.nodes[neighbor.node].hops, neighbor.node))
