"""Verification: simulate a replay again and compare everything that it states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import envcore
from replaykit.errors import DamagedReplayError, ReplayError
from replaykit.format.content import Block, Result
from replaykit.format.replay import Replay
from replaykit.simulate.environment import env_at_start


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a replay is true, and why not if it is not."""

    is_true: bool
    message: str


def verify(
    replay: Replay,
    *,
    parent: Replay | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Verdict:
    """Simulate the replay and compare digests, totals and result to the bit.

    A fork is true from its stored state on; whether its parent came to that state is judged
    where the parent is given.

    Args:
        replay: A whole replay.
        parent: The replay that a fork says it was taken from.
        progress: Called with the number of steps simulated since the last call.

    Raises:
        ReplayError: The replay is not whole.
    """
    if replay.result is None:
        raise ReplayError("the replay was cut off: only a whole one can be verified")
    try:
        env = env_at_start(replay.header, replay.state)
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
            return Verdict(False, f"the episode ends at step {step}, the replay goes on")
        if difference := _block_difference(env, block, total):
            return Verdict(False, f"block {number}, up to step {step}: {difference}")
    if difference := _result_difference(env, replay.result, total):
        return Verdict(False, f"result: {difference}")
    origin = "" if replay.state is None else " from its stored state"
    return Verdict(True, f"true{origin}: {step} steps, return {total:.6g}")


def _parent_difference(replay: Replay, parent: Replay) -> str:
    stated = replay.header.parent
    if stated is None:
        return "it names no parent"
    if stated.digest != parent.content_digest:
        return f"parent is stated as {stated.digest}, given was {parent.content_digest}"
    if stated.step > len(parent.actions) or parent.state_at(stated.step) != replay.state:
        return f"the parent's state at step {stated.step} is another"
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
        if repr(stated) != repr(found):  # to the bit: 0.0 equals -0.0, which no world ever has
            return f"{name} is stated as {stated}, simulated as {found}"
    if block.checkpoint is not None and block.checkpoint != env.get_state():
        return "its checkpoint is another state"
    return ""


def _result_difference(env: envcore.AsteroidProspectorEnv, result: Result, total: float) -> str:
    info = env.info()
    for name, stated, found in (
        ("end cause", result.end_cause, info.get("end_cause")),
        ("ticks", result.ticks, info["ticks"]),
        ("return", result.total, total),
        ("net profit", result.net_profit, info["net_profit"]),
        ("state digest", result.state_digest, env.state_digest().hex()),
    ):
        if repr(stated) != repr(found):  # to the bit: 0.0 equals -0.0, which no world ever has
            return f"{name} is stated as {stated}, simulated as {found}"
    return ""
