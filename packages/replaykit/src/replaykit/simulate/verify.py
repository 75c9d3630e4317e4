"""Verification: simulating a replay again and comparing everything that it states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import envcore
from replaykit.errors import DamagedReplayError, ReplayError
from replaykit.format.content import Block, Result
from replaykit.format.replay import Replay
from replaykit.simulate.environment import end_cause_of, env_at_start
from replaykit.simulate.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a verification: whether the replay is true, and the first difference."""

    is_true: bool
    message: str


def verify(
    replay: Replay,
    *,
    parent: Replay | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Verdict:
    """Simulate a replay and compare digests, totals and result bit by bit.

    A fork is verified from its stored state on. Give its parent to verify that state too.

    Args:
        replay: A whole replay.
        parent: The replay that the fork states as its parent.
        progress: Called with the number of steps simulated since the last call.

    Raises:
        ReplayError: The replay is not whole.
    """
    if replay.result is None:
        raise ReplayError(
            "the replay was cut off, expected a whole one: make it one with `replaykit cut`"
        )
    try:
        env = env_at_start(replay)
    except DamagedReplayError as error:
        return Verdict(False, str(error))
    if parent is not None and (difference := _parent_difference(replay, parent)):
        return Verdict(False, difference)
    total, step = 0.0, 0
    for number, block in enumerate(replay.blocks):
        taken = 0
        if not env.has_ended:
            taken, total = env.run(block.actions.astype(np.int64), total)
        step += taken
        progress(taken)
        if taken < len(block.actions):
            return Verdict(False, f"the episode ends at step {step}, but the replay has more steps")
        if difference := _block_difference(env, block, total):
            return Verdict(False, f"block {number}, up to step {step}: {difference}")
    if difference := _result_difference(env, replay.result, total):
        return Verdict(False, f"result: {difference}")
    origin = "" if replay.state is None else " from its stored state"
    return Verdict(True, f"true{origin}: {step} steps, return {total:.6g}")


def _parent_difference(replay: Replay, parent: Replay) -> str:
    stated = replay.header.parent
    if stated is None:
        return "the replay names no parent"
    if stated.digest != parent.content_digest:
        return f"parent is stated as {stated.digest}, the given one is {parent.content_digest}"
    if stated.step > len(parent.actions) or Timeline(parent).state_at(stated.step) != replay.state:
        return f"the parent has another state at step {stated.step}"
    return ""


def _block_difference(env: envcore.AsteroidProspectorEnv, block: Block, total: float) -> str:
    info = env.info()
    digest = env.state_digest()
    for name, stated, found in (
        ("state digest", block.state_digest.hex(), digest.hex()),
        ("return", block.total, total),
        ("credits", block.credits, info["credits"]),
        ("tick", block.tick, info["ticks"]),
    ):
        if repr(stated) != repr(found):  # bit by bit: 0.0 == -0.0, which no world has
            return f"{name} is stated as {stated}, simulated as {found}"
    if block.checkpoint is not None and block.checkpoint != env.get_state():
        return "the checkpoint is another state"
    return ""


def _result_difference(env: envcore.AsteroidProspectorEnv, result: Result, total: float) -> str:
    info = env.info()
    for name, stated, found in (
        ("end cause", result.end_cause, end_cause_of(info)),
        ("ticks", result.ticks, info["ticks"]),
        ("return", result.total, total),
        ("net profit", result.net_profit, info["net_profit"]),
        ("state digest", result.state_digest, env.state_digest().hex()),
    ):
        if repr(stated) != repr(found):  # bit by bit: 0.0 == -0.0, which no world has
            return f"{name} is stated as {stated}, simulated as {found}"
    return ""
