"""Seeking: the world after any number of a replay's steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

import envcore
from replaykit.errors import DamagedReplayError, ReplayError
from replaykit.simulate.environment import env_at_start, env_from_state

if TYPE_CHECKING:
    from replaykit.format.replay import Replay

SNAPSHOT_STEPS: Final = 8192
SNAPSHOTS_MAX: Final = 128  # of tens of kilobytes each


class _Snapshot(NamedTuple):
    env: envcore.AsteroidProspectorEnv
    total: float


class Timeline:
    """Finds the world at a step: from the nearest checkpoint or snapshot before, natively.

    It keeps a snapshot every 8192 steps that it passes, so that scrubbing is quick wherever it
    has been. Checkpoints of the file are held against the state digest of their block. Threads may
    share it: snapshots are only ever added and copied.

    Args:
        replay: A replay, whole or cut off.
    """

    def __init__(self, replay: Replay) -> None:
        self._replay = replay
        self._actions = replay.actions.astype(np.int64)
        self._snapshots: dict[int, _Snapshot] = {}
        self._checkpoints = self._checkpoint_blocks()

    def env_at(self, step: int) -> envcore.AsteroidProspectorEnv:
        """Return an environment of the caller's own, after that many steps.

        Raises:
            ReplayError: The step is not one of 0..number of actions, or the episode ends before.
        """
        return self.at(step)[0]

    def at(self, step: int) -> tuple[envcore.AsteroidProspectorEnv, float]:
        """Return the environment as env_at does, and the sum of the rewards so far.

        The sum goes on from what the file states at a checkpoint; verify holds those to be true.
        """
        if not 0 <= step <= len(self._actions):
            raise ReplayError(f"step is {step}, expected 0..{len(self._actions)}")
        at, env, total = self._nearest(step)
        while at < step:
            stop = min(step, (at // SNAPSHOT_STEPS + 1) * SNAPSHOT_STEPS)
            taken = 0
            if not env.has_ended:
                taken, total = env.run(self._actions[at:stop], total)
            if at + taken < stop:
                raise ReplayError(f"the episode ends at step {at + taken}, the replay goes on")
            at = stop
            if at % SNAPSHOT_STEPS == 0 and len(self._snapshots) < SNAPSHOTS_MAX:
                self._snapshots[at] = _Snapshot(env.clone(), total)
        return env, total

    def _nearest(self, step: int) -> tuple[int, envcore.AsteroidProspectorEnv, float]:
        """Return the latest known place at or before a step; an environment of the caller's own."""
        known = max((at for at in list(self._snapshots) if at <= step), default=-1)
        # the step before, because a stored state does not say what its last step did
        stored = max((at for at in self._checkpoints if at < step), default=-1)
        if stored > known:
            block = self._replay.blocks[self._checkpoints[stored]]
            assert block.checkpoint is not None
            where = f"checkpoint at step {stored}"
            env = env_from_state(self._replay.header, block.checkpoint, where)
            if env.state_digest() != block.state_digest:
                raise DamagedReplayError(f"{where}: it is not the state of its block")
            return stored, env, block.total
        if known >= 0:
            snapshot = self._snapshots[known]
            return known, snapshot.env.clone(), snapshot.total
        env = env_at_start(self._replay.header, self._replay.state)
        self._snapshots[0] = _Snapshot(env.clone(), 0.0)
        return 0, env, 0.0

    def _checkpoint_blocks(self) -> dict[int, int]:
        """Return the index of each block with a checkpoint, by the steps up to it."""
        found, steps = {}, 0
        for number, block in enumerate(self._replay.blocks):
            steps += len(block.actions)
            if block.checkpoint is not None:
                found[steps] = number
        return found
