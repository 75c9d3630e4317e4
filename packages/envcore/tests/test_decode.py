"""Observations by name, with units, in words and as JSON."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import envcore
from envcore import decode, describe, event_names, situation, spec
from envcore.spec import Action

from helpers import new_env, play_legally


def row_with(**values: float) -> npt.NDArray[np.float32]:
    """Return an observation with some fields set, written as `name` or `name__slot`."""
    row = np.zeros(spec.OBS_DIM, np.float32)
    layout = {field.name.replace(".", "_"): field for field in spec.OBSERVATION}
    for key, value in values.items():
        name, _, slot = key.partition("__")
        row[layout[name].first + int(slot or 0) * layout[name].stride] = value
    return row


def test_views_compare_by_their_values() -> None:
    row, other = row_with(fuel_frac=0.5), row_with(fuel_frac=0.5, neighbors_valid__2=1)
    assert decode(row) == decode(row)
    assert decode(row) in [decode(other), decode(row)]
    assert decode(row) != decode(other)
    assert decode(np.stack([row, other]))[1] == decode(other)
    assert decode(np.stack([row, row])) != decode(row)  # another shape
    assert decode(row) != row.tolist()


def test_values_come_back_in_their_units() -> None:
    view = decode(
        row_with(
            fuel_frac=0.25,
            hull_frac=0.5,
            repair_kits_norm=5 / 12,
            current_node_index_norm=9 / 31,
            escape_buff_frac=0.75,
            price_norm=0.5,
            price_delta_norm=-0.25,
            neighbors_valid__2=1,
            neighbors_travel_time_norm__2=7 / 8,
            neighbors_travel_fuel_cost_norm__2=0.5,
            asteroids_valid__15=1,
            asteroids_scan_conf__15=0.125,
        )
    )

    assert float(view.fuel) == 0.25 * 1000
    assert float(view.hull) == 0.5 * 100
    assert int(view.repair_kits) == 5
    assert int(view.node) == 9
    assert int(view.escape_ticks) == 3
    assert view.prices[0] == 0.5 * 180
    assert view.price_changes[0] == -25
    assert view.neighbors.valid.tolist() == [False, False, True, False, False, False]
    assert (view.neighbors.travel_ticks[2], view.neighbors.travel_fuel[2]) == (7, 80)
    assert view.neighbors.node_type.tolist() == [-1, -1, 0, -1, -1, -1]
    assert view.asteroids.confidence[15] == 0.125
    assert view.asteroids.composition_estimate.shape == (16, 6)


def test_credits_survive_their_logarithm() -> None:
    for credits in (0.0, 1.0, 1234.5, 98765.0, 1e7):
        shown = np.log1p(credits) / np.log1p(1e7)
        assert float(decode(row_with(credits_log_norm=shown)).credits) == pytest.approx(
            credits,
            rel=2e-6,  # float32 keeps 24 bits of a logarithm up to 16
        )


def test_a_decoded_observation_agrees_with_info() -> None:
    env = new_env()
    for seed in range(5):
        env.reset(seed=seed)
        play_legally(env, 40, seed)
        view, info, belt = decode(env.observation()), env.info(), env.belt()

        assert float(view.credits) == pytest.approx(info["credits"], rel=2e-6)
        assert float(view.time_left) == pytest.approx(info["time_remaining"] / 300)
        node = belt[int(view.node)]
        assert spec.NODE_TYPES[int(view.node_type)] == node["type"]
        assert int(view.hops_to_station) == node["hops"]
        assert int(view.neighbors.valid.sum()) == len(node["neighbors"])
        for k, edge in enumerate(node["neighbors"]):
            assert view.neighbors.travel_ticks[k] == edge["ticks"]
            assert view.neighbors.travel_fuel[k] == pytest.approx(edge["fuel"])
            assert spec.NODE_TYPES[view.neighbors.node_type[k]] == belt[edge["node"]]["type"]


def test_a_batch_is_its_rows() -> None:
    rows = np.stack([row_with(fuel_frac=0.5, asteroids_valid__3=1), row_with(hull_frac=1)])
    batch = decode(rows)

    assert (len(batch), batch.batch_shape) == (2, (2,))
    assert decode(rows[None]).batch_shape == (1, 2)
    for i, row in enumerate(rows):
        one = decode(row)
        assert one.batch_shape == ()
        for name in [field.name for field in fields(one)]:
            np.testing.assert_equal(_plain(getattr(batch[i], name)), _plain(getattr(one, name)))


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value
    return {field.name: getattr(value, field.name) for field in fields(value)}


def test_every_field_has_a_unit() -> None:
    names = {f.name for f in fields(envcore.DecodedObservation)} - {"neighbors", "asteroids"}
    names |= {f"neighbors.{f.name}" for f in fields(envcore.Neighbors)}
    names |= {f"asteroids.{f.name}" for f in fields(envcore.Asteroids)}

    assert set(envcore.DecodedObservation.UNITS) == names
    assert envcore.DecodedObservation.UNITS["neighbors.travel_ticks"] == "ticks"
    assert envcore.DecodedObservation.UNITS["prices"] == "credits/unit"


@pytest.mark.parametrize(
    ("observation", "error", "message"),
    [
        (np.zeros(259, np.float32), ValueError, r"shape \(259,\), expected \(\.\.\., 260\)"),
        (np.zeros((260, 2)), ValueError, r"shape \(260, 2\), expected"),
        (np.zeros(260, int), TypeError, "dtype int64, expected a floating dtype"),
        (["a"] * 260, TypeError, "expected a floating dtype"),
    ],
)
@pytest.mark.parametrize("call", [decode, describe, situation])
def test_invalid_observations_are_refused(
    call: Any, observation: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call(observation)


def test_one_observation_has_no_length() -> None:
    with pytest.raises(TypeError, match="one decoded observation has no length"):
        decode(row_with())[0]
    with pytest.raises(ValueError, match=r"shape \(2, 260\), expected \(260,\)"):
        describe(np.zeros((2, 260)))


def test_the_text_describes_the_situation() -> None:
    env = new_env()
    env.reset(seed=3)
    env.step(Action.TRAVEL_0)
    env.step(Action.SELECT_0)
    *_, info = env.step(Action.CASH_OUT)

    text = describe(env.observation(), info)

    assert "Last step: HOLD_DRIFT (instead of an illegal action), 1 tick; invalid_action." in text
    assert f"Tick {info['ticks']}, {info['time_remaining']} ticks remain." in text
    assert "a cluster, 1 hop from the station" in text
    assert "0: station, 8 ticks" in text
    assert "; selected" in text
    assert "Legal actions: 0 TRAVEL_0" in text
    assert "Tick" not in describe(env.observation())


def test_the_text_names_the_end_cause() -> None:
    env = new_env(time_max=1)
    env.reset(seed=3)
    observation, *_, info = env.step(Action.HOLD_DRIFT)

    assert "The episode has ended: timeout." in describe(observation, info)


def test_json_is_the_situation() -> None:
    env = new_env()
    _, info = env.reset(seed=3)

    found = situation(env.observation(), info)

    assert json.loads(describe(env.observation(), info, format="json")) == found
    assert found["last_step"] is None
    assert found["ship"]["fuel"] == 1000
    assert found["supplies"] == {"repair_kits": 3, "stabilizers": 2, "decoys": 1}
    assert found["place"] == {"node": 0, "node_type": "station", "hops_to_station": 0}
    assert len(found["ways"]) == len(env.belt()[0]["neighbors"])
    assert [row["commodity"] for row in found["market"]] == list(spec.COMMODITIES)
    assert found["market"][1]["station_stock"] is None
    legal = [action["id"] for action in found["legal_actions"]]
    assert legal == np.flatnonzero(info["action_mask"]).tolist()


def test_formats_are_checked() -> None:
    with pytest.raises(ValueError, match=r"format is 'xml', expected one of \('text', 'json'\)"):
        describe(row_with(), format="xml")  # type: ignore[arg-type]


def test_events_have_names() -> None:
    assert event_names(0) == []
    assert event_names(1 << 3 | 1 << 16) == ["mined", "asteroid_exhausted"]
