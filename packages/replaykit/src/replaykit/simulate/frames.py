"""Frames: what a viewer shows of every step, simulated again from a replay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

import envcore
from envcore import spec
from replaykit.errors import ReplayError
from replaykit.format.replay import Replay
from replaykit.simulate.observed import (
    Floats,
    Rock,
    Ship,
    cargo_of,
    node_of,
    prices_of,
    rocks_of,
    ship_of,
    threats_of,
)
from replaykit.simulate.truth import Truth, truth_of


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
    observed = env.observation()
    row: list[float] = observed.tolist()
    info = env.info()
    cause = info.get("end_cause")
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
        node=node_of(row),
        ship=ship_of(row, info["credits"], info["net_profit"]),
        cargo=cargo_of(row),
        prices=prices_of(row),
        threat_estimates=threats_of(row),
        rocks=rocks_of(row),
        observation=envcore.decode(observed) if observation else None,
        truth=truth_of(env) if truth else None,
    )
