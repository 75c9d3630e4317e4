"""Recording an episode from its actions alone, by repeating them on a copy of the world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import envcore
from envcore.arguments import action_index
from replaykit.errors import ReplayError
from replaykit.format.header import BLOCK_STEPS_DEFAULT
from replaykit.format.provenance import Provenance
from replaykit.record.partial_file import kept_path, partial_path
from replaykit.record.recorder import EpisodeRecorder


class EpisodeFollower:
    """Records an episode that another environment plays.

    It repeats the actions natively, a block at a time, on its own copy of the world. So wrappers
    may change rewards and observations, and a vector environment may reset its world at once.

    Args:
        env: Copy of the world at the start; belongs to the follower from now on.
        provenance: Who plays, and where the player comes from.
        digest: Returns the state digest of the followed world, to check that both agree.
        path: Name of the finished file; see EpisodeRecorder.
        block_steps: Steps between two state digests.
    """

    def __init__(
        self,
        env: envcore.AsteroidProspectorEnv,
        provenance: Provenance,
        *,
        digest: Callable[[], bytes],
        path: Path,
        block_steps: int = BLOCK_STEPS_DEFAULT,
    ) -> None:
        self._env = env
        self._recorder = EpisodeRecorder(env, provenance, block_steps=block_steps, path=path)
        self._path = path
        self._block_steps = block_steps
        self._digest = digest
        self._pending: list[int] = []

    def append(self, action: Any, *, is_last: bool) -> None:
        """Record the action of a step that was just taken.

        Args:
            action: Any integer.
            is_last: Whether the step ended the episode; finish() compares its state.
        """
        self._pending.append(action_index(action))
        if len(self._pending) == self._block_steps and not is_last:
            self._catch_up()
            self._check(self._env.state_digest() == self._digest())

    def compare(self) -> None:
        """Check that the followed world has been changed by its actions alone, up to now.

        Raises:
            ReplayError: It was changed by other means.
        """
        self._catch_up()
        self._check(self._env.state_digest() == self._digest())

    def finish(self, *, is_reset: bool = False) -> Path:
        """Write the rest of the file and return its path.

        Args:
            is_reset: Whether the followed world has already started its next episode.

        Raises:
            ReplayError: The followed world was changed by other means than its actions.
        """
        if is_reset:
            self._catch_up()
            self._check(self._env.has_ended)
        else:
            self.compare()
        return self.close()

    def close(self) -> Path:
        """Write the rest of the file, as it was compared, and return its path."""
        self._recorder.finish()
        return self._path

    def _catch_up(self) -> None:
        taken = self._recorder.run(np.array(self._pending, np.int64))
        self._check(taken == len(self._pending))
        self._pending.clear()

    def _check(self, agrees: bool) -> None:
        if not agrees:
            raise ReplayError(
                f"{self._path.name}: the world was changed by other means than step() "
                "while it was recorded"
            )


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Folder and names of the replays of many episodes of one player."""

    folder: Path
    name: str
    provenance: Provenance
    block_steps: int

    def follow(
        self, env: envcore.AsteroidProspectorEnv, digest: Callable[[], bytes]
    ) -> EpisodeFollower:
        """Start a new file `<name>-<seed>-<episode>[-<n>].abr`; see EpisodeFollower."""
        stem = f"{self.name}-{env.world_seed}-{env.episode}"
        number, path = 1, self.folder / f"{stem}.abr"
        while path.exists() or partial_path(path).exists() or kept_path(path).exists():
            number += 1
            path = self.folder / f"{stem}-{number}.abr"
        return EpisodeFollower(
            env, self.provenance, digest=digest, path=path, block_steps=self.block_steps
        )
