"""What a world is made of: the belt, its rocks, the first prices."""

from __future__ import annotations

import math
from typing import Any

import pytest

from envcore import spec
from envcore.config import EnvConfig
from envref.belt import Belt, Node, connect, count_hops, generate_belt, generate_node
from envref.field import generate_field, richness_of, stability_of
from envref.random_numbers import RngKey
from envref.world import make_world

SEEDS = [0, 1, 2, 3, 2**63, 2**64 - 1]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_belt_has_valid_nodes_and_symmetric_edges(seed: int) -> None:
    belt = generate_belt(RngKey(seed, 0))
    assert 8 <= len(belt.nodes) <= 32
    assert belt.nodes[0].node_type == spec.NodeType.STATION
    for n, node in enumerate(belt.nodes):
        ends = [neighbor.node for neighbor in node.neighbors]
        assert 1 <= len(ends) <= 6
        assert len(set(ends)) == len(ends)
        assert n not in ends
        assert all(n in [m.node for m in belt.nodes[end].neighbors] for end in ends)


@pytest.mark.parametrize("seed", SEEDS)
def test_slot_0_lies_on_a_shortest_way_home(seed: int) -> None:
    belt = generate_belt(RngKey(seed, 0))
    assert belt.nodes[0].hops == 0
    for node in belt.nodes[1:]:
        assert belt.nodes[node.neighbors[0].node].hops == node.hops - 1
        order = [(belt.nodes[m.node].hops, m.node) for m in node.neighbors]
        assert order == sorted(order)


def test_hops_count_the_shortest_way() -> None:
    key = RngKey(1, 0)
    nodes = [Node(spec.NodeType.CLUSTER, 0.1, 0.1) for _ in range(5)]
    belt = Belt(nodes)
    for a, b in ((1, 0), (2, 1), (3, 2), (4, 3), (4, 0)):
        connect(belt, key, a, b)
    count_hops(belt)
    assert [node.hops for node in nodes] == [0, 1, 2, 2, 1]


def test_a_hazard_node_is_drawn_below_a_quarter(word_at: Any) -> None:
    hazard = generate_node([word_at(0.125), word_at(0.5), word_at(0.5), 0])
    assert hazard.node_type == spec.NodeType.HAZARD
    assert hazard.danger == 0.05 + 0.30 * 0.5 + 0.25
    assert hazard.piracy == 0.05 + 0.25 * 0.5 + 0.12
    cluster = generate_node([word_at(0.25), word_at(0.5), word_at(0.5), 0])
    assert cluster.node_type == spec.NodeType.CLUSTER
    assert cluster.danger == 0.05 + 0.30 * 0.5
    assert cluster.piracy == 0.05 + 0.25 * 0.5


def test_an_edge_takes_ticks_and_fuel(rigged: Any, word_at: Any) -> None:
    belt = Belt([Node(spec.NodeType.CLUSTER, 0.25, 0.5), Node(spec.NodeType.CLUSTER, 0.5, 0.25)])
    # uniform_int(.., 8) of one half is 4; the bell of MIDDLE is 0
    connect(belt, rigged(GRAPH=[word_at(0.5), word_at(0.25)]), 0, 1)
    neighbor = belt.nodes[0].neighbors[0]
    assert neighbor.ticks == 1 + 4
    assert neighbor.fuel == 5 * (8 + 8 * 0.25)
    assert neighbor.threat == 0.5 * 0.75 + 0.5 * 0.75
    assert neighbor.threat_estimate == 0.5
    assert belt.nodes[1].neighbors[0].node == 0


def test_the_threat_of_an_edge_is_capped(rigged: Any) -> None:
    worst = Belt([Node(spec.NodeType.HAZARD, 0.6, 0.42), Node(spec.NodeType.HAZARD, 0.6, 0.42)])
    # 0.6 + 0.42 = 1.02 before the noise
    connect(worst, rigged(), 0, 1)
    assert worst.nodes[0].neighbors[0].threat == 1.0
    safe = Belt([Node(spec.NodeType.STATION, 0.0, 0.0), Node(spec.NodeType.CLUSTER, 0.05, 0.05)])
    # 0.025 + 0.025 + 0.05 * approx_normal(0), and approx_normal(0) is below -3
    connect(safe, rigged(GRAPH=[0, 0, 0]), 0, 1)
    threat = safe.nodes[0].neighbors[0].threat
    assert threat == 0.0
    assert math.copysign(1.0, threat) == 1.0


def test_the_station_has_no_asteroids() -> None:
    assert generate_field(RngKey(1, 0), 0, spec.NodeType.STATION).asteroids == []


@pytest.mark.parametrize("seed", SEEDS)
def test_rocks_are_within_bounds(seed: int) -> None:
    world = make_world(EnvConfig(), seed, 0)
    for field in world.fields[1:]:
        assert 5 <= len(field.asteroids) <= 16
        for rock in field.asteroids:
            assert sum(rock.composition) == pytest.approx(1.0, abs=1e-15)  # six roundings
            assert sum(rock.estimate) == pytest.approx(1.0, abs=1e-15)
            assert 0.0 <= rock.stability < 1.0
            assert 0.55 <= rock.richness <= 4.0
            assert 0.04 <= rock.noise < 0.22
            assert (rock.stability_estimate, rock.confidence, rock.depletion) == (0.5, 0.1, 0.0)
            assert not rock.is_touched


def test_stability_is_the_third_smallest(word_at: Any) -> None:
    assert stability_of([word_at(u) for u in (0.875, 0.25, 0.5, 0.125)]) == 0.5


def test_richness_has_a_tail_and_a_cap(word_at: Any) -> None:
    # 1 - 3/4 = 1/4, its root 1/2
    assert richness_of(word_at(0.75), is_hazard=False) == 0.55 / 0.5
    assert richness_of(word_at(0.75), is_hazard=True) == 1.5 * (0.55 / 0.5)
    # 1 - 255/256: root 1/16, so 8.8 before the cap
    assert richness_of(word_at(255 / 256), is_hazard=False) == 4.0
    assert richness_of(word_at(255 / 256), is_hazard=True) == 4.0
    # 1 - 63/64: root 1/8, so 4.4; 15/16: root 1/4, so 2.2 and 3.3
    assert richness_of(word_at(15 / 16), is_hazard=True) == 1.5 * (0.55 / 0.25)


def test_the_same_seed_and_episode_give_the_same_world() -> None:
    assert make_world(EnvConfig(), 5, 2) == make_world(EnvConfig(), 5, 2)
    assert make_world(EnvConfig(), 5, 2) != make_world(EnvConfig(), 5, 3)
