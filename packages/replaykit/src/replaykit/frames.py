"""Frames: what a viewer shows of every step, simulated again from a replay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

import envcore
from envcore import spec
from replaykit.errors import ReplayError
from replaykit.replay import Replay
from replaykit.simulate import env_at

Floats = tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ship:
    """The ship as it is observed, in units of the world; ticks are those left of an effect."""

    fuel: float
    hull: float
    heat: float
    tool: float
    alert: float
    credits: float
    net_profit: float
    repair_kits: int
    stabilizers: int
    decoys: int
    escape_ticks: int
    anchor_ticks: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Rock:
    """An asteroid of the current node as the ship estimates it; all values in 0..1."""

    slot: int
    composition: Floats
    stability: float
    depletion: float
    confidence: float
    is_selected: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """The world after a step; frame 0 is that of the reset.

    Attributes:
        step: 0..number of actions.
        tick: The clock.
        dt: Ticks that the step took.
        action: As it was asked for, 69 for any integer outside 0..68; None at the reset.
        was_illegal: Whether it was illegal, and so HOLD_DRIFT.
        events: Bit set, see `envcore.spec.Event`.
        reward: Of the step.
        reward_terms: The terms of the shaped reward by name, in the order of its sum.
        total: Sum of the rewards so far.
        end_cause: Of the last step; None before.
        node: Where the ship is.
        ship: The ship.
        cargo: Units, by commodity.
        prices: Credits per unit, by commodity.
        threat_estimates: Of the edges of the node, by neighbor slot.
        rocks: Of the node.
    """

    step: int
    tick: int
    dt: int
    action: int | None
    was_illegal: bool
    events: int
    reward: float
    reward_terms: dict[str, float]
    total: float
    end_cause: str | None
    node: int
    ship: Ship
    cargo: Floats
    prices: Floats
    threat_estimates: Floats
    rocks: tuple[Rock, ...]


def frames(
    replay: Replay, start: int = 0, stop: int | None = None, stride: int = 1
) -> Iterator[Frame]:
    """Yield the frames start, start + stride, ... below stop.

    Args:
        replay: A replay, whole or cut off.
        start: First frame, 0..number of actions.
        stop: First frame not to yield, clipped to the number of actions + 1, its default.
        stride: 1 or more.

    Raises:
        ReplayError: A bound is out of range, or the replay goes on after its episode's end.
    """
    count = len(replay.actions) + 1
    if not 0 <= start < count:
        raise ReplayError(f"start is {start}, expected 0..{count - 1}")
    if stride < 1:
        raise ReplayError(f"stride is {stride}, expected 1 or more")
    return _simulate(replay, start, count if stop is None else min(stop, count), stride)


def _simulate(replay: Replay, start: int, stop: int, stride: int) -> Iterator[Frame]:
    header = replay.header
    env = env_at(header.config, header.seed, header.episode)
    actions = replay.actions.astype(np.int64)
    total, at = 0.0, 0
    for step in range(start, stop, stride):
        if step > at + 1 and not env.has_ended:  # natively up to the step before
            taken, total = env.run(actions[at : step - 1], total)
            at += taken
        reward, terms = 0.0, {}
        if step > at and not env.has_ended:
            _, reward, _, _, _ = env.step(actions[step - 1])
            terms = env.reward_terms()
            total += reward
            at = step
        if at < step:
            raise ReplayError(f"the episode ends at step {at}, the replay goes on")
        asked = int(actions[step - 1]) if step else None
        yield _frame(env, step=step, asked=asked, reward=reward, terms=terms, total=total)


def _frame(
    env: envcore.AsteroidProspectorEnv,
    *,
    step: int,
    asked: int | None,
    reward: float,
    terms: dict[str, float],
    total: float,
) -> Frame:
    info = env.info()
    values = _values_by_name(env.observation())
    tops = [row.price_max for row in spec.COMMODITY_TABLE]
    num_neighbors = int(values["neighbors.valid"].sum())
    return Frame(
        step=step,
        tick=info["ticks"],
        dt=info["dt"],
        action=asked,
        was_illegal=info["invalid_action"],
        events=info["events"],
        reward=reward,
        reward_terms=terms,
        total=total,
        end_cause=info.get("end_cause"),
        node=round(float(values["current_node_index_norm"][0, 0]) * spec.NODE_INDEX_SCALE),
        ship=_ship(values, info["credits"], info["net_profit"]),
        cargo=_floats(values["cargo_by_commodity_frac"][0] * spec.CARGO_MAX),
        prices=_floats(values["price_norm"][0] * tops),
        threat_estimates=_floats(values["neighbors.threat_est"][:num_neighbors, 0]),
        rocks=tuple(
            _rock(values, slot) for slot in np.flatnonzero(values["asteroids.valid"]).tolist()
        ),
    )


def _values_by_name(observation: npt.NDArray[np.float32]) -> dict[str, npt.NDArray[np.float64]]:
    """Return arrays of shape (slots, values) by the names of the observation's fields."""
    wide = observation.astype(np.float64)
    return {
        field.name: np.stack(
            [
                wide[first : first + field.count]
                for first in range(
                    field.first, field.first + field.repeat * field.stride, field.stride
                )
            ]
        )
        for field in spec.OBSERVATION
    }


def _ship(
    values: dict[str, npt.NDArray[np.float64]], credits_now: float, net_profit: float
) -> Ship:
    def scaled(name: str, scale: float) -> float:
        return float(values[name][0, 0]) * scale

    return Ship(
        fuel=scaled("fuel_frac", spec.FUEL_MAX),
        hull=scaled("hull_frac", spec.HULL_MAX),
        heat=scaled("heat_frac", spec.HEAT_MAX),
        tool=scaled("tool_frac", spec.TOOL_MAX),
        alert=scaled("alert_frac", spec.ALERT_MAX),
        credits=credits_now,
        net_profit=net_profit,
        repair_kits=round(scaled("repair_kits_norm", spec.SUPPLY_MAX)),
        stabilizers=round(scaled("stabilizers_norm", spec.SUPPLY_MAX)),
        decoys=round(scaled("decoys_norm", spec.SUPPLY_MAX)),
        escape_ticks=round(scaled("escape_buff_frac", spec.ESCAPE_TICKS)),
        anchor_ticks=round(scaled("anchor_buff_frac", spec.ANCHOR_TICKS)),
    )


def _rock(values: dict[str, npt.NDArray[np.float64]], slot: int) -> Rock:
    return Rock(
        slot=slot,
        composition=_floats(values["asteroids.comp_est"][slot]),
        stability=float(values["asteroids.stability_est"][slot, 0]),
        depletion=float(values["asteroids.depletion_frac"][slot, 0]),
        confidence=float(values["asteroids.scan_conf"][slot, 0]),
        is_selected=bool(values["asteroids.selected_flag"][slot, 0]),
    )


def _floats(values: npt.NDArray[np.float64]) -> Floats:
    return tuple(values.tolist())
