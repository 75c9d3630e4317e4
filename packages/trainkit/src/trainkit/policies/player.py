"""A policy as a player of a batch of worlds."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sb3_contrib.common.maskable.policies import MaskableActorCriticPolicy
from sb3_contrib.common.recurrent.policies import RecurrentActorCriticPolicy

from envcore import spec
from trainkit.copies import CopiedWhole
from trainkit.envs.features import VERSIONS, Choice, MemoryFeatures, num_features
from trainkit.envs.frames import FrameStack
from trainkit.policies.actor_critic import RecurrentState, networks_of
from trainkit.policies.masked_categorical import mask_bias, sample
from trainkit.policies.networks import Policy


class PolicyPlayer(CopiedWhole):
    """Takes a policy's actions, sampled or greedy, with a random generator of its own.

    Args:
        policy: SB3's policy.
        name: Its name in tables.
        deterministic: Whether to take the most likely action instead of sampling.
        with_features: Which memory features the policy reads.
        frame_stack: How many of the latest observations it reads.
    """

    def __init__(
        self,
        policy: Policy,
        name: str,
        *,
        deterministic: bool = False,
        with_features: Choice = False,
        frame_stack: int = 1,
    ) -> None:
        self.name = name
        self._device = policy.device
        self._takes_masks = isinstance(
            policy, MaskableActorCriticPolicy | RecurrentActorCriticPolicy
        )
        self._is_recurrent = isinstance(policy, RecurrentActorCriticPolicy)
        self._networks: Any = networks_of(policy)
        self._deterministic = deterministic
        self._features_version = VERSIONS[with_features]
        self._memory: MemoryFeatures | None = None
        self._frame_stack = frame_stack
        self._frames: FrameStack | None = None
        self._rng = torch.Generator()
        self._state: RecurrentState | None = None

    def reset(self, num_worlds: int, seed: int) -> None:
        """Seed the generator; clear memory and LSTM states."""
        self.seed(seed)
        self.clear(num_worlds)

    def seed(self, seed: int | None) -> None:
        """Seed the generator, None from the system."""
        if seed is None:
            self._rng.seed()
        else:
            self._rng.manual_seed(seed)

    def clear(self, num_worlds: int) -> None:
        """Clear memory and LSTM states: every world starts an episode."""
        version = self._features_version
        self._memory = None if version is None else MemoryFeatures(num_worlds, version)
        if self._frame_stack > 1:
            row = spec.OBS_DIM + num_features(version)
            self._frames = FrameStack(num_worlds, self._frame_stack, row)
        if self._is_recurrent:
            self._state = self._networks.initial_state(num_worlds, self._device)

    @property
    def has_memory(self) -> bool:
        """Whether actions depend on earlier observations of the episode."""
        return self._features_version is not None or self._is_recurrent or self._frame_stack > 1

    @property
    def takes_masks(self) -> bool:
        """Whether illegal actions get a probability of 0."""
        return self._takes_masks

    def start_episodes(self, worlds: npt.NDArray[np.int64]) -> None:
        """Clear memory and LSTM states of some worlds, by index."""
        for part in (self._memory, self._frames):
            if part is not None:
                part.reset(worlds)
        if self._state is not None:
            with torch.inference_mode():
                for tensor in (tensor for pair in self._state for tensor in pair):
                    tensor[:, torch.from_numpy(worlds)] = 0.0

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world; torch's global generator is not used."""
        rows = self._rows(observations)
        with torch.inference_mode():
            logits = self._logits(torch.tensor(rows, device=self._device))
            if self._takes_masks:
                legal = torch.tensor(masks, device=self._device)
                logits = logits + mask_bias(legal)
            if self._deterministic:
                chosen = logits.argmax(dim=1)
            else:
                uniform = torch.rand(len(rows), generator=self._rng).to(self._device)
                chosen = sample(logits.softmax(dim=1), uniform)
            actions: npt.NDArray[np.int64] = chosen.cpu().numpy()
        if self._memory is not None:
            self._memory.note_actions(actions)
        if self._frames is not None:
            self._frames.advance()
        return actions

    def _rows(self, observations: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return what the policy reads: with memory features, stacked."""
        rows = observations if self._memory is None else self._memory.observe(observations)
        if self._frames is None:
            return rows
        stacks = np.empty((len(rows), rows.shape[1] * self._frame_stack), np.float32)
        self._frames.observe(rows, stacks)
        return stacks

    def _logits(self, observations: torch.Tensor) -> torch.Tensor:
        """Return the logits of each action, (n, 69)."""
        inputs = self._networks.normalize(observations)
        logits: torch.Tensor
        if self._is_recurrent:
            starts = torch.zeros(1, len(inputs), dtype=torch.bool)  # reset() cleared the states
            logits, _, self._state = self._networks(inputs.unsqueeze(0), self._state, starts)
        else:
            logits = self._networks.logits(inputs)
        return logits
