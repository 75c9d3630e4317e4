"""Frames: what a viewer shows of every step, from simulating a replay again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

import envcore
from envcore import spec
from replaykit.errors import ReplayError
from replaykit.format.replay import Replay
from replaykit.simulate.environment import end_cause_of
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
from replaykit.simulate.timeline import Timeline
from replaykit.simulate.truth import Truth, truth_of

NO_REWARD: Final = MappingProxyType({term.name: 0.0 for term in spec.REWARD_TERMS})
"""The terms before the first step, in the order of the sum."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """The world after a step; frame 0 is the start.

    Attributes:
        step: 0..number of actions.
        tick: The clock.
        dt: Ticks that the step took.
        action: As requested, 69 for any integer outside 0..68; None at the start.
        action_name: Its name; `OUTSIDE` for 69, None at the start.
        was_illegal: Whether the action was illegal, so that HOLD_DRIFT was done.
        events: Bit set, see `envcore.spec.Event`.
        reward: Reward of the step.
        reward_terms: Terms of the shaped reward by name, in the order of its sum; at the start 0.
        total: Sum of the rewards so far.
        terminated: Whether the step ended the episode by an act or an accident.
        truncated: Whether the step ended the episode by the time budget.
        end_cause: Cause of the end, in the last frame; None before.
        node: Number of the ship's node.
        ship: The ship.
        cargo: Units, by commodity.
        prices: Credits per unit, by commodity.
        threat_estimates: 0..1 for each edge of the node, by neighbor slot.
        rocks: Asteroids of the node, as the ship estimates them.
        observation: The decoded observation; None unless requested.
        truth: What is hidden from the ship; None unless requested.
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
    source: Replay | Timeline,
    start: int = 0,
    stop: int | None = None,
    stride: int = 1,
    *,
    observation: bool = False,
    truth: bool = False,
) -> Iterator[Frame]:
    """Yield the frames start, start + stride, ... below stop.

    Args:
        source: A replay, whole or cut off, or its timeline, which makes repeated calls faster.
        start: First frame, 0..number of actions.
        stop: First frame not to yield; at most, and by default, the number of actions + 1.
        stride: 1 or more.
        observation: Whether frames have the decoded observation.
        truth: Whether frames have the hidden truth.

    Raises:
        ReplayError: A bound is out of range, or the replay has steps after its episode's end.
    """
    timeline = source if isinstance(source, Timeline) else Timeline(source)
    steps = frame_range(timeline.replay, start, stop, stride)
    return _simulate(timeline, steps, observation, truth)


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
    timeline: Timeline, steps: range, with_observation: bool, with_truth: bool
) -> Iterator[Frame]:
    actions = timeline.replay.actions.astype(np.int64)
    at = max(steps.start - 1, 0)
    env, total = timeline.at(at)
    for step in steps:
        if step > at + 1 and not env.has_ended:  # natively up to the previous step
            taken, total = env.run(actions[at : step - 1], total)
            at += taken
        reward, terms = 0.0, dict(NO_REWARD)
        if step > at and not env.has_ended:
            _, reward, _, _, _ = env.step(actions[step - 1])
            terms = env.reward_terms()
            total += reward
            at = step
        if at < step:
            raise ReplayError(f"the episode ends at step {at}, but the replay has more steps")
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
    """Return the name of an action of a replay; `OUTSIDE` for 69."""
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
    """Return the frame of an environment's current state, for viewers of an episode being played.

    Args:
        env: The environment.
        step: Number of steps taken.
        action: The last action as a replay has it; None at the reset.
        reward: Reward of the last step.
        reward_terms: Terms of that reward by name; NO_REWARD at the reset.
        total: Sum of the rewards so far.
        observation: Whether the frame has the decoded observation.
        truth: Whether the frame has the hidden truth.
    """
    observed = env.observation()
    row: list[float] = observed.tolist()
    info = env.info()
    cause = end_cause_of(info)
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
