"""Verification: simulate a replay again and compare everything that it states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import envcore
from replaykit.content import Block, Result
from replaykit.errors import ReplayError
from replaykit.replay import Replay
from replaykit.simulate import env_at


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a replay is true, and why not if it is not."""

    is_true: bool
    message: str


def verify(replay: Replay) -> Verdict:
    """Simulate the replay and compare digests, totals and result to the bit.

    Raises:
        ReplayError: The replay is not whole.
    """
    if replay.result is None:
        raise ReplayError("the replay was cut off: only a whole one can be verified")
    header = replay.header
    env = env_at(header.config, header.seed, header.episode)
    total, step = 0.0, 0
    for number, block in enumerate(replay.blocks):
        if env.has_ended:
            return Verdict(False, f"the episode ends at step {step}, the replay goes on")
        taken, total = env.run(block.actions.astype(np.int64), total)
        step += taken
        if taken < len(block.actions):
            return Verdict(False, f"the episode ends at step {step}, the replay goes on")
        if difference := _block_difference(env, block, total):
            return Verdict(False, f"block {number}, up to step {step}: {difference}")
    if difference := _result_difference(env, replay.result, total):
        return Verdict(False, f"result: {difference}")
    return Verdict(True, f"true: {step} steps, return {total:.6g}")


def _block_difference(env: envcore.AsteroidProspectorEnv, block: Block, total: float) -> str:
    info = env.info()
    for name, stated, found in (
        ("state digest", block.state_digest.hex(), env.state_digest().hex()),
        ("return", block.total, total),
        ("credits", block.credits, info["credits"]),
        ("tick", block.tick, info["ticks"]),
    ):
        if stated != found:
            return f"{name} is stated as {stated}, simulated as {found}"
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
        if stated != found:
            return f"{name} is stated as {stated}, simulated as {found}"
    return ""
