"""A trained policy for use in any program: one call from observation and mask to action."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

import envcore
from envcore import spec
from trainkit.copies import CopiedWhole
from trainkit.policies.layers import file_player
from trainkit.policies.policy_file import PolicyFile, PolicyHeader


class TrainedPolicy(CopiedWhole):
    """A policy that acts for one world or many, on the CPU.

    `trainkit.load_policy` returns one.

    Args:
        file: The policy's file.
        deterministic: Whether to take the most likely action instead of sampling.
        seed: Of its random numbers, 0..2^63-1; None takes one from the system.

    Attributes:
        header: Everything that the file states: worlds, network, training, figures.
    """

    def __init__(
        self, file: PolicyFile, *, deterministic: bool = False, seed: int | None = None
    ) -> None:
        self.header: PolicyHeader = file.header
        self._player = file_player(file, deterministic=deterministic)
        self._num_worlds: int | None = None
        self._player.seed(seed)

    @property
    def name(self) -> str:
        """The policy's name."""
        return self.header.name

    @property
    def env_config(self) -> envcore.EnvConfig:
        """The options of the worlds that it was trained in."""
        return self.header.env_config()

    @property
    def has_memory(self) -> bool:
        """Whether actions depend on earlier observations: it reads memory features or has an LSTM.

        Such a policy must see every observation of an episode in order.
        """
        return self._player.has_memory

    def reset(self, seed: int | None = None) -> None:
        """Forget all episodes: the next observations start new ones.

        Args:
            seed: Restarts the random numbers; None continues them.
        """
        self._num_worlds = None
        if seed is not None:
            self._player.seed(seed)

    def act(
        self,
        observation: npt.ArrayLike,
        mask: npt.ArrayLike | None = None,
        *,
        episode_start: npt.ArrayLike | None = None,
    ) -> Any:
        """Return the action for an observation, or one for each of many.

        Args:
            observation: float32 (260,), or (n, 260) for n worlds.
            mask: The legal actions, `info["action_mask"]`: (69,) or (n, 69), of bools or 0 and 1.
            episode_start: Whether the observation is the first of an episode: a bool, or bools
                (n,). Policies with memory need it, or `reset()`, at each new episode; the first
                call after `reset()` starts one in every world.

        Returns:
            An int, or int64 (n,).

        Raises:
            ValueError: An array has another shape, a world has no legal action, the mask is
                missing, or the number of worlds of a policy with memory changed without `reset()`.
        """
        rows = np.asarray(observation, np.float32)
        if rows.ndim not in {1, 2} or rows.shape[-1] != spec.OBS_DIM:
            raise ValueError(
                f"observation has shape {rows.shape}, expected ({spec.OBS_DIM},) or "
                f"(n, {spec.OBS_DIM})"
            )
        masks = self._masks_of(mask, rows.shape[:-1])
        rows = np.atleast_2d(rows)
        self._note_starts(len(rows), episode_start)
        actions = self._player.act(np.ascontiguousarray(rows), masks)
        return actions if np.ndim(observation) == 2 else int(actions[0])

    def _masks_of(self, mask: npt.ArrayLike | None, worlds: tuple[int, ...]) -> npt.NDArray[Any]:
        expected = (*worlds, spec.N_ACTIONS)
        if mask is None:
            if self._player.takes_masks:
                raise ValueError(f"mask is missing, expected the legal actions, shape {expected}")
            return np.ones((max([*worlds, 1]), spec.N_ACTIONS), np.bool_)
        masks = np.asarray(mask)
        if masks.shape != expected:
            raise ValueError(f"mask has shape {masks.shape}, expected {expected}")
        masks = np.asarray(np.atleast_2d(masks) != 0)
        if not masks.any(axis=1).all():
            world = int(np.flatnonzero(~masks.any(axis=1))[0])
            raise ValueError(f"mask of world {world} has no legal action, expected one or more")
        return masks

    def _note_starts(self, num_worlds: int, episode_start: npt.ArrayLike | None) -> None:
        """Clear the memory of worlds that start an episode."""
        if self._num_worlds is None or not self.has_memory:
            self._player.clear(num_worlds)
            self._num_worlds = num_worlds
        elif num_worlds != self._num_worlds:
            raise ValueError(
                f"{num_worlds} observations after {self._num_worlds} worlds: a policy with memory "
                "plays a fixed number of worlds; call reset() before another number"
            )
        elif episode_start is not None:
            starts = np.broadcast_to(np.asarray(episode_start, np.bool_), (num_worlds,))
            self._player.start_episodes(np.flatnonzero(starts))
