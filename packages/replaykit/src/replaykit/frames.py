"""Frames: what a viewer shows of every step, simulated again from a replay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

import envcore
from envcore import spec
from replaykit.errors import ReplayError
from replaykit.replay import Replay
from replaykit.truth import Truth, truth_of

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
        action_name: Its name; `OUTSIDE` for 69, None at the reset.
        was_illegal: Whether it was illegal, and so HOLD_DRIFT.
        events: Bit set, see `envcore.spec.Event`.
        reward: Of the step.
        reward_terms: The terms of the shaped reward by name, in the order of its sum.
        total: Sum of the rewards so far.
        terminated: Whether the step ended the episode by an act or an accident.
        truncated: Whether it ended it by the time budget.
        end_cause: Of the last step; None before.
        node: Where the ship is.
        ship: The ship.
        cargo: Units, by commodity.
        prices: Credits per unit, by commodity.
        threat_estimates: Of the edges of the node, by neighbor slot.
        rocks: Of the node.
        observation: Everything that is observed, by name; None unless asked for.
        truth: What is hidden from the ship; None unless asked for.
    """

    step: int
    tick: int
    dt: int
    action: int | None
    action_name: str | None
    was_illegal: bool
    events: int
    reward: float
    reward_terms: dict[str, float]
    total: float
    terminated: bool
    truncated: bool
    end_cause: str | None
    node: int
    ship: Ship
    cargo: Floats
    prices: Floats
    threat_estimates: Floats
    rocks: tuple[Rock, ...]
    observation: envcore.DecodedObservation | None = None
    truth: Truth | None = None


def frames(
    replay: Replay,
    start: int = 0,
    stop: int | None = None,
    stride: int = 1,
    *,
    observation: bool = False,
    truth: bool = False,
) -> Iterator[Frame]:
    """Yield the frames start, start + stride, ... below stop.

    Args:
        replay: A replay, whole or cut off.
        start: First frame, 0..number of actions.
        stop: First frame not to yield, clipped to the number of actions + 1, its default.
        stride: 1 or more.
        observation: Whether frames have the decoded observation.
        truth: Whether frames have the hidden truth.

    Raises:
        ReplayError: A bound is out of range, or the replay goes on after its episode's end.
    """
    return _simulate(replay, frame_range(replay, start, stop, stride), observation, truth)


def frame_range(replay: Replay, start: int = 0, stop: int | None = None, stride: int = 1) -> range:
    """Return the steps of the frames that `frames` yields.

    Raises:
        ReplayError: A bound is out of range.
    """
    count = len(replay.actions) + 1
    if not 0 <= start < count:
        raise ReplayError(f"start is {start}, expected 0..{count - 1}")
    if stride < 1:
        raise ReplayError(f"stride is {stride}, expected 1 or more")
    return range(start, count if stop is None else min(stop, count), stride)


def _simulate(
    replay: Replay, steps: range, with_observation: bool, with_truth: bool
) -> Iterator[Frame]:
    actions = replay.actions.astype(np.int64)
    at = max(steps.start - 1, 0)
    env, total = replay.timeline.at(at)
    for step in steps:
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
        yield frame_of(
            env,
            step=step,
            action=int(actions[step - 1]) if step else None,
            reward=reward,
            reward_terms=terms,
            total=total,
            observation=with_observation,
            truth=with_truth,
        )


def action_name(action: int) -> str:
    """Return the name of an action as a replay has it, `OUTSIDE` for 69."""
    return spec.Action(action).name if action < spec.N_ACTIONS else "OUTSIDE"


def frame_of(
    env: envcore.AsteroidProspectorEnv,
    *,
    step: int,
    action: int | None,
    reward: float,
    reward_terms: dict[str, float],
    total: float,
    observation: bool = False,
    truth: bool = False,
) -> Frame:
    """Return the frame of an environment as it stands, for viewers of what is being played.

    Args:
        env: The environment.
        step: How many steps it has taken.
        action: The last of them as a replay has it, None at the reset.
        reward: Of that step.
        reward_terms: Its terms by name.
        total: Sum of the rewards so far.
        observation: Whether the frame has the decoded observation.
        truth: Whether it has the hidden truth.
    """
    seen = envcore.decode(env.observation())
    info = env.info()
    cause = info.get("end_cause")
    num_neighbors = int(seen.neighbors.valid.sum())
    return Frame(
        step=step,
        tick=info["ticks"],
        dt=info["dt"],
        action=action,
        action_name=None if action is None else action_name(action),
        was_illegal=info["invalid_action"],
        events=info["events"],
        reward=reward,
        reward_terms=reward_terms,
        total=total,
        terminated=cause not in (None, "timeout"),
        truncated=cause == "timeout",
        end_cause=cause,
        node=int(seen.node),
        ship=_ship(seen, info),
        cargo=_floats(seen.cargo),
        prices=_floats(seen.prices),
        threat_estimates=_floats(seen.neighbors.threat_estimate[:num_neighbors]),
        rocks=tuple(
            _rock(seen.asteroids, slot) for slot in np.flatnonzero(seen.asteroids.valid).tolist()
        ),
        observation=seen if observation else None,
        truth=truth_of(env) if truth else None,
    )


def _ship(seen: envcore.DecodedObservation, info: dict[str, Any]) -> Ship:
    return Ship(
        fuel=float(seen.fuel),
        hull=float(seen.hull),
        heat=float(seen.heat),
        tool=float(seen.tool),
        alert=float(seen.alert),
        credits=info["credits"],
        net_profit=info["net_profit"],
        repair_kits=int(seen.repair_kits),
        stabilizers=int(seen.stabilizers),
        decoys=int(seen.decoys),
        escape_ticks=int(seen.escape_ticks),
        anchor_ticks=int(seen.anchor_ticks),
    )


def _rock(seen: envcore.Asteroids, slot: int) -> Rock:
    return Rock(
        slot=slot,
        composition=_floats(seen.composition_estimate[slot]),
        stability=float(seen.stability_estimate[slot]),
        depletion=float(seen.depletion[slot]),
        confidence=float(seen.confidence[slot]),
        is_selected=bool(seen.selected[slot]),
    )


def _floats(values: npt.NDArray[np.float64]) -> Floats:
    return tuple(values.tolist())
