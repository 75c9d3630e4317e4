"""The observation and the info."""

from __future__ import annotations

from math import log1p
from typing import Any

import numpy as np
import pytest

from envcore import spec
from envcore.spec import Action
from envref.info import info_of
from envref.observation import pack_observation, values_of
from envref.step import step

AT = {field.name: field.first for field in spec.OBSERVATION}


def test_every_field_of_the_spec_is_packed(make: Any) -> None:
    assert set(values_of(make())) == {field.name for field in spec.OBSERVATION}


def test_at_reset(make: Any) -> None:
    row = pack_observation(make())
    assert row.dtype == np.float32
    assert row[:8].tolist() == [1, 1, 0, 1, 0, 0, 1, 0]
    assert row[14:17].tolist() == [np.float32(3 / 12), np.float32(2 / 12), np.float32(1 / 12)]
    assert row[17:24].tolist() == [1, 0, 1, 0, 0, 0, 0]
    assert not row[66:244].any()
    assert not row[250:256].any()


def test_values_away_from_the_station(make_at_rock: Any) -> None:
    world = make_at_rock()
    ship = world.ship
    ship.fuel, ship.hull, ship.heat, ship.tool, ship.alert = 250.0, 75.0, 30.0, 50.0, 12.5
    ship.cargo[3], ship.escape_ticks, ship.anchor_ticks = 50.0, 3, 3
    rock = world.asteroids[1]
    rock.depletion, rock.confidence, rock.stability_estimate = 0.25, 0.5, 0.75
    row = pack_observation(world).astype(float)
    assert row[:6].tolist() == [0.25, 0.75, np.float32(0.3), 0.5, 0.25, 0.125]
    assert row[AT["cargo_by_commodity_frac"] + 3] == 50 / 200
    assert row[AT["escape_buff_frac"]] == 3 / 4
    assert row[AT["anchor_buff_frac"]] == 3 / 6
    assert row[AT["at_station_flag"]] == 0
    assert row[AT["mining_active_flag"]] == 1
    assert row[AT["current_node_index_norm"]] == np.float32(ship.node / 31)
    assert row[68 + 10] == 1
    assert row[68 + 11 + 7 : 68 + 11 + 11].tolist() == [0.75, 0.25, 0.5, 0.0]
    edge = world.node.neighbors[0]
    assert row[24:31].tolist() == [
        1.0,
        *[float(world.belt.nodes[edge.node].node_type == kind) for kind in range(3)],
        edge.ticks / 8,
        np.float32(edge.fuel / 160),
        0.5,
    ]


def test_prices_and_their_changes(make: Any) -> None:
    world = make()
    before = [commodity.price for commodity in world.market]
    step(world, Action.HOLD_DRIFT)
    row = pack_observation(world)
    for c, commodity in enumerate(world.market):
        top = spec.COMMODITY_TABLE[c].price_max
        assert row[244 + c] == np.float32(commodity.price / top)
        assert row[250 + c] == np.float32((commodity.price - before[c]) / 100)
    shown = [world.market[c].stock / 500 for c in (0, 2, 3, 4)]
    assert row[256:].tolist() == [np.float32(x) for x in shown]


def test_credits_are_shown_on_a_logarithm_up_to_a_cap(make: Any) -> None:
    world = make()
    world.ship.credits = 1000.0
    expected = log1p(1000.0) / log1p(1e7)
    # our series and the library's logarithm differ by less than a rounding to float32
    assert pack_observation(world)[7] == pytest.approx(expected, rel=1e-7, abs=0)
    world.ship.credits = 1e7
    assert pack_observation(world)[7] == 1.0
    world.ship.credits = 1e9
    assert pack_observation(world)[7] == 1.0
    assert info_of(world, None)["credits"] == 1e9


def test_time_runs_out_to_0_and_stays(make: Any) -> None:
    world = make(time_max=4)
    assert pack_observation(world)[6] == 1.0
    world.tick = 3
    assert pack_observation(world)[6] == 0.25
    world.tick = 11
    assert pack_observation(world)[6] == 0.0
    assert info_of(world, None)["time_remaining"] == 0


def test_values_outside_the_box_are_clamped(make: Any) -> None:
    world = make()
    world.market[0].last_price = world.market[0].price + 150
    world.market[0].stock = 600.0
    row = pack_observation(world)
    assert (row[250], row[256]) == (-1.0, 1.0)


def test_info_has_the_keys_of_the_spec_at_their_start(make: Any) -> None:
    info = info_of(make(time_max=77), None)
    mask = info.pop("action_mask")
    assert (mask.dtype, mask.shape) == (np.int8, (69,))
    starts = {row.name: row.start for row in spec.INFO_KEYS} | {"time_remaining": 77}
    assert info == starts | {"end_cause": "none"}
    kinds = {row.name: row.type for row in spec.INFO_KEYS} | {"end_cause": "str"}
    assert {name: type(value).__name__ for name, value in info.items()} == kinds


def test_info_gives_means_per_tick(make: Any) -> None:
    world = make()
    world.tick, world.ship.credits, world.counters.utilization_ticks = 8, 100.0, 2.0
    info = info_of(world, None)
    assert info["profit_per_tick"] == 100 / 8
    assert info["cargo_utilization_avg"] == 2 / 8


@pytest.mark.parametrize(
    ("cause", "survival"),
    [("NONE", 1), ("DESTROYED", 0), ("STRANDED", 0), ("CASHED_OUT", 1), ("TIMEOUT", 1)],
)
def test_info_names_the_end_cause(make: Any, cause: str, survival: int) -> None:
    world = make()
    world.end_cause = spec.EndCause[cause]
    info = info_of(world, None)
    assert (info["end_cause"], info["survival"]) == (cause.lower(), survival)
