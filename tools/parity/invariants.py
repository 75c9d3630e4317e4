"""Invariants of every step of every episode, checked on the outputs alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from envcore.spec import ACTIONS, N_ACTIONS, OBS_DIM, Action, Event

ALWAYS_LEGAL = (Action.HOLD_DRIFT, Action.THREAT_LISTEN)
MIN_DELTA_INDEX, MAX_DELTA_INDEX = 250, 255  # the only observations that may be negative
FIRST_SLOT_VALID = 24  # the station's slot 0 or the way home: there is always a neighbor
NEVER_STATION_IN_LATER_SLOTS = [32, 39, 46, 53, 60]

NEVER_FALLING = (
    "ticks",
    "total_spend",
    "overheat_ticks",
    "pirate_encounters",
    "value_lost_to_pirates",
    "fuel_used",
    "hull_damage",
    "tool_wear",
    "scan_count",
    "mining_ticks",
)


def check_observation(observation: npt.NDArray[np.float32], mask: npt.NDArray[Any]) -> None:
    """Check that an observation is inside the box and in accord with the mask."""
    assert observation.shape == (OBS_DIM,)
    assert observation.dtype == np.float32
    assert np.isfinite(observation).all()
    lowest = np.zeros(OBS_DIM, np.float32)
    lowest[MIN_DELTA_INDEX : MAX_DELTA_INDEX + 1] = -1
    assert (observation >= lowest).all()
    assert (observation <= 1).all()
    assert not np.signbit(observation[observation == 0]).any(), "-0"
    assert observation[FIRST_SLOT_VALID] == 1
    assert (observation[NEVER_STATION_IN_LATER_SLOTS] == 0).all()
    check_mask(mask)
    for slot in range(6):
        assert mask[Action.TRAVEL_0 + slot] == observation[FIRST_SLOT_VALID + 7 * slot]


def check_mask(mask: npt.NDArray[Any]) -> None:
    """Check that a mask is one, and that what is always legal is in it."""
    assert mask.shape == (N_ACTIONS,)
    assert set(mask.tolist()) <= {0, 1}
    assert all(mask[action] for action in ALWAYS_LEGAL)


def check_info(info: dict[str, Any]) -> None:
    """Check that an info's numbers are plain and agree with each other."""
    for name, value in info.items():
        if isinstance(value, float):
            assert math.isfinite(value), name
            assert value != 0 or math.copysign(1, value) == 1, f"{name} is -0"
    assert info["credits"] >= 0
    ticks = info["ticks"]
    assert info["profit_per_tick"] == (info["net_profit"] / ticks if ticks else 0)
    assert info["time_remaining"] >= 0
    # the hold is full at 200 units; its last unit is six roundings of parts of 200
    assert 0 <= info["cargo_utilization_avg"] <= 1 + 1e-12


def check_step(
    observation: npt.NDArray[np.float32],
    reward: float,
    before: dict[str, Any],
    info: dict[str, Any],
    action: int,
) -> None:
    """Check a step: the requested action against its outcome."""
    check_observation(observation, info["action_mask"])
    check_info(info)
    assert math.isfinite(reward)
    was_legal = 0 <= action < N_ACTIONS and bool(before["action_mask"][action])
    assert info["invalid_action"] is not was_legal
    assert bool(info["events"] >> Event.INVALID_ACTION & 1) is not was_legal
    assert info["action"] == (action if was_legal else Action.HOLD_DRIFT)
    ticks = ACTIONS[info["action"]].ticks
    assert info["dt"] == ticks if ticks else 1 <= info["dt"] <= 8
    assert info["ticks"] == before["ticks"] + info["dt"]
    for name in NEVER_FALLING:
        assert info[name] >= before[name], name
    is_dead = info["end_cause"] in ("destroyed", "stranded")
    assert info["survival"] == (0 if is_dead else 1)
