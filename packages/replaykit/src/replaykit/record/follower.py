"""Recording from actions alone: a copy of the world takes them natively, a block at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import envcore
from envcore.config import action_index
from replaykit.errors import ReplayError
from replaykit.format.header import BLOCK_STEPS_DEFAULT, Player, Training
from replaykit.record.recorder import EpisodeRecorder, partial_path


class EpisodeFollower:
    """Writes the replay of an episode that is played elsewhere.

    It holds the actions of one block and one world. What wrappers do to rewards or observations,
    and what a vector environment does at an episode's end, does not matter to it.

    Args:
        env: A copy of the world at the start, the follower's own from now on.
        path: Where the file grows (as `.part`) and ends.
        player: Who plays.
        training: Where a policy comes from.
        block_steps: Steps between two state digests.
        digest: Returns the state digest of the world that is followed, to see that both agree.
    """

    def __init__(
        self,
        env: envcore.AsteroidProspectorEnv,
        path: Path,
        *,
        player: Player,
        training: Training | None = None,
        block_steps: int = BLOCK_STEPS_DEFAULT,
        digest: Callable[[], bytes],
    ) -> None:
        self._env = env
        self._recorder = EpisodeRecorder(
            env, player=player, training=training, block_steps=block_steps, path=path
        )
        self._path = path
        self._block_steps = block_steps
        self._digest = digest
        self._pending: list[int] = []

    def append(self, action: Any, *, is_last: bool) -> None:
        """Follow a step that was just taken; the last of an episode is not compared."""
        self._pending.append(action_index(action))
        if len(self._pending) == self._block_steps and not is_last:
            self._catch_up()
            if self._env.state_digest() != self._digest():
                raise self._interference()

    def finish(self, *, is_reset: bool = False) -> Path:
        """Write what is left and return the file's path.

        Args:
            is_reset: Whether the world that is followed has ended and is at its next episode.

        Raises:
            ReplayError: It did something else than to take the actions.
        """
        self._catch_up()
        agrees = self._env.has_ended if is_reset else self._env.state_digest() == self._digest()
        if not agrees:
            raise self._interference()
        self._recorder.finish()
        return self._path

    def _catch_up(self) -> None:
        taken = self._recorder.run(np.array(self._pending, np.int64))
        if taken < len(self._pending):
            raise self._interference()
        self._pending.clear()

    def _interference(self) -> ReplayError:
        return ReplayError(
            f"{self._path.name}: the world was changed by other means than step() while recording"
        )


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where the replays of many episodes go, and what all of them say."""

    folder: Path
    name: str
    player: Player
    training: Training | None
    block_steps: int

    def follow(
        self, env: envcore.AsteroidProspectorEnv, digest: Callable[[], bytes]
    ) -> EpisodeFollower:
        """Begin a file, `<name>-<seed>-<episode>[-<n>].abr`, which was not there; see the class."""
        stem = f"{self.name}-{env.world_seed}-{env.episode}"
        number, path = 1, self.folder / f"{stem}.abr"
        while path.exists() or partial_path(path).exists():
            number += 1
            path = self.folder / f"{stem}-{number}.abr"
        return EpisodeFollower(
            env,
            path,
            player=self.player,
            training=self.training,
            block_steps=self.block_steps,
            digest=digest,
        )
