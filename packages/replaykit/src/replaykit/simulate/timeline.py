"""Seeking: the world after any number of a replay's steps."""

from __future__ import annotations

import operator
from typing import Final, NamedTuple

import numpy as np

import envcore
from replaykit.errors import DamagedReplayError, ReplayError
from replaykit.format.replay import Replay
from replaykit.simulate.environment import env_at_start, env_from_state

SNAPSHOT_STEPS: Final = 8192
SNAPSHOTS_MAX: Final = 128  # of tens of kilobytes each


class _Snapshot(NamedTuple):
    env: envcore.AsteroidProspectorEnv
    total: float


class Timeline:
    """Gives the world at any step of a replay.

    A seek starts from the nearest checkpoint or snapshot before the step and simulates natively
    from there. A snapshot is stored every 8192 steps passed, so keep one timeline for many seeks.
    Checkpoints of the file are compared with the state digest of their block. Threads may share
    a timeline: snapshots are only added and copied.

    Args:
        replay: A replay, whole or cut off.
    """

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self._actions = replay.actions.astype(np.int64)
        self._snapshots: dict[int, _Snapshot] = {}
        self._checkpoints = self._checkpoint_blocks()

    def env_at(self, step: int) -> envcore.AsteroidProspectorEnv:
        """Return a new environment in the state after a number of steps.

        Raises:
            ReplayError: The step is not one of 0..number of actions, or the episode ends earlier.
        """
        return self.at(step)[0]

    def state_at(self, step: int) -> bytes:
        """Return the state after a number of steps, as `get_state` of an environment gives it.

        Raises:
            ReplayError: The step is not one of 0..number of actions, or the episode ends earlier.
        """
        return self.env_at(step).get_state()

    def at(self, step: int) -> tuple[envcore.AsteroidProspectorEnv, float]:
        """Return the environment as `env_at` does, and the sum of the rewards up to the step.

        After a checkpoint the sum continues from what the file states there; `verify` checks it.
        """
        step = operator.index(step)
        if not 0 <= step <= len(self._actions):
            raise ReplayError(f"step is {step}, expected 0..{len(self._actions)}")
        at, env, total = self._nearest(step)
        while at < step:
            stop = min(step, (at // SNAPSHOT_STEPS + 1) * SNAPSHOT_STEPS)
            taken = 0
            if not env.has_ended:
                taken, total = env.run(self._actions[at:stop], total)
            if at + taken < stop:
                raise ReplayError(
                    f"the episode ends at step {at + taken}, but the replay has more steps"
                )
            at = stop
            if at % SNAPSHOT_STEPS == 0 and len(self._snapshots) < SNAPSHOTS_MAX:
                self._snapshots[at] = _Snapshot(env.clone(), total)
        return env, total

    def _nearest(self, step: int) -> tuple[int, envcore.AsteroidProspectorEnv, float]:
        """Return the last known position at or before a step: its step, a new env, the sum."""
        known = max((at for at in list(self._snapshots) if at <= step), default=-1)
        # before the step, because a stored state does not have the facts of its last step
        stored = max((at for at in self._checkpoints if at < step), default=-1)
        if stored > known:
            return stored, *self._from_checkpoint(stored)
        if known >= 0:
            snapshot = self._snapshots[known]
            return known, snapshot.env.clone(), snapshot.total
        env = env_at_start(self.replay)
        self._snapshots[0] = _Snapshot(env.clone(), 0.0)
        return 0, env, 0.0

    def _from_checkpoint(self, step: int) -> tuple[envcore.AsteroidProspectorEnv, float]:
        block = self.replay.blocks[self._checkpoints[step]]
        assert block.checkpoint is not None
        where = f"checkpoint at step {step}"
        env = env_from_state(self.replay.header, block.checkpoint, where)
        if env.state_digest() != block.state_digest:
            raise DamagedReplayError(f"{where}: it is not the state of its block")
        return env, block.total

    def _checkpoint_blocks(self) -> dict[int, int]:
        """Return the index of each block with a checkpoint, by the steps up to it."""
        found, steps = {}, 0
        for number, block in enumerate(self.replay.blocks):
            steps += len(block.actions)
            if block.checkpoint is not None:
                found[steps] = number
        return found
