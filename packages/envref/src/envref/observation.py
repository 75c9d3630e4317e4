"""The 260 numbers that a policy sees (docs/interface.md, observation)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from envcore import spec
from envref.arithmetic import clamp, ln
from envref.belt import Neighbor
from envref.field import Asteroid
from envref.world import NOTHING_SELECTED, World

Values = dict[str, list[list[float]]]
"""By field of the spec: one list per slot, empty slots left out."""


def pack_observation(world: World) -> NDArray[np.float32]:
    """Return the observation: computed in binary64, clamped, rounded once to float32."""
    row = [0.0] * spec.OBS_DIM
    values = values_of(world)
    for field in spec.OBSERVATION:
        for slot, parts in enumerate(values[field.name]):
            first = field.first + slot * field.stride
            row[first : first + field.count] = [clamp(x, field.low, field.high) for x in parts]
    return np.array(row, dtype=np.float64).astype(np.float32)


def values_of(world: World) -> Values:
    """Return every field's values by name, before the clamp."""
    slots = {**neighbor_values(world), **asteroid_values(world)}
    whole = {**ship_values(world), **place_values(world), **market_values(world)}
    return slots | {name: [parts] for name, parts in whole.items()}


def ship_values(world: World) -> dict[str, list[float]]:
    """Return the ship's fields: 0..5, 7..16 and the buffs."""
    ship = world.ship
    return {
        "fuel_frac": [ship.fuel / spec.FUEL_MAX],
        "hull_frac": [ship.hull / spec.HULL_MAX],
        "heat_frac": [ship.heat / spec.HEAT_MAX],
        "tool_frac": [ship.tool / spec.TOOL_MAX],
        "cargo_load_frac": [ship.total_cargo / spec.CARGO_MAX],
        "alert_frac": [ship.alert / spec.ALERT_MAX],
        "credits_log_norm": [ln(1.0 + ship.credits) / ln(1.0 + spec.CREDITS_CAP)],
        "cargo_by_commodity_frac": [units / spec.CARGO_MAX for units in ship.cargo],
        "repair_kits_norm": [ship.repair_kits / spec.SUPPLY_MAX],
        "stabilizers_norm": [ship.stabilizers / spec.SUPPLY_MAX],
        "decoys_norm": [ship.decoys / spec.SUPPLY_MAX],
        "escape_buff_frac": [ship.escape_ticks / spec.ESCAPE_TICKS],
        "anchor_buff_frac": [ship.anchor_ticks / spec.ANCHOR_TICKS],
    }


def place_values(world: World) -> dict[str, list[float]]:
    """Return where and when the ship is: 6 and 17..23."""
    return {
        "time_frac": [world.time_remaining / world.config.time_max],
        "at_station_flag": [float(world.at_station)],
        "mining_active_flag": [float(world.ship.selected != NOTHING_SELECTED)],
        "current_node_type": one_hot(world.node.node_type),
        "current_node_index_norm": [world.ship.node / spec.NODE_INDEX_SCALE],
        "steps_to_station_norm": [world.node.hops / spec.NODE_INDEX_SCALE],
    }


def market_values(world: World) -> dict[str, list[float]]:
    """Return the market's fields: 244..259."""
    market = world.market
    return {
        "price_norm": [
            commodity.price / row.price_max
            for commodity, row in zip(market, spec.COMMODITY_TABLE, strict=True)
        ],
        "price_delta_norm": [
            (commodity.price - commodity.last_price) / spec.PRICE_DELTA_SCALE
            for commodity in market
        ],
        "station_stock_norm": [market[c].stock / spec.STOCK_SCALE for c in spec.STOCK_SHOWN],
    }


def neighbor_values(world: World) -> Values:
    """Return the fields of the node's neighbors, in slot order: 24..65."""
    neighbors: Sequence[Neighbor] = world.node.neighbors
    types = [world.belt.nodes[neighbor.node].node_type for neighbor in neighbors]
    return {
        "neighbors.valid": [[1.0] for _ in neighbors],
        "neighbors.node_type": [one_hot(node_type) for node_type in types],
        "neighbors.travel_time_norm": [[n.ticks / spec.EDGE_TICKS_MAX] for n in neighbors],
        "neighbors.travel_fuel_cost_norm": [[n.fuel / spec.TRAVEL_FUEL_SCALE] for n in neighbors],
        "neighbors.threat_est": [[n.threat_estimate] for n in neighbors],
    }


def asteroid_values(world: World) -> Values:
    """Return the fields of the node's asteroids: 68..243."""
    asteroids: Sequence[Asteroid] = world.asteroids
    selected = world.ship.selected
    return {
        "asteroids.valid": [[1.0] for _ in asteroids],
        "asteroids.comp_est": [asteroid.estimate for asteroid in asteroids],
        "asteroids.stability_est": [[asteroid.stability_estimate] for asteroid in asteroids],
        "asteroids.depletion_frac": [[asteroid.depletion] for asteroid in asteroids],
        "asteroids.scan_conf": [[asteroid.confidence] for asteroid in asteroids],
        "asteroids.selected_flag": [[float(a == selected)] for a in range(len(asteroids))],
    }


def one_hot(node_type: spec.NodeType) -> list[float]:
    """Return 1 at the kind of node, 0 elsewhere."""
    return [float(kind == node_type) for kind in range(spec.N_NODE_TYPES)]
