"""A trained policy as a player."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sb3_contrib.common.maskable.policies import MaskableActorCriticPolicy

from trainkit.envs.features import MemoryFeatures
from trainkit.envs.observations import with_masks
from trainkit.policies.networks import Policy
from trainkit.policies.recurrent import MaskedRecurrentPolicy


class PolicyPlayer:
    """Acts by a policy, sampled or greedily, with dice of its own.

    Args:
        policy: SB3's policy, not in training mode.
        name: How it is called in tables.
        deterministic: Whether to take the likeliest action instead of sampling.
        remembers: Whether the policy reads engineered features beside the observation.
    """

    def __init__(
        self,
        policy: Policy,
        name: str,
        *,
        deterministic: bool = False,
        remembers: bool = False,
    ) -> None:
        self.name = name
        self._remembers = remembers
        self._belt: MemoryFeatures | None = None
        self._policy = policy
        self._deterministic = deterministic
        self._dice = torch.Generator()
        self._memory: Any = None

    def reset(self, num_worlds: int, seed: int) -> None:
        """Take the dice of a seed; a policy that remembers forgets."""
        self._dice.manual_seed(seed)
        self._belt = MemoryFeatures(num_worlds) if self._remembers else None
        policy = self._policy
        if isinstance(policy, MaskedRecurrentPolicy):
            layers, _, size = policy.lstm_hidden_state_shape
            empty = torch.zeros(layers, num_worlds, size, device=policy.device)
            self._memory = (empty, empty.clone())

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world; torch's global dice are not touched."""
        shown = observations if self._belt is None else self._belt.observe(observations)
        with torch.no_grad():
            chances = self._chances(shown, masks).cpu()
            if self._deterministic:
                actions = chances.argmax(dim=1)
            else:
                actions = torch.multinomial(chances, 1, generator=self._dice).squeeze(1)
        taken = np.asarray(actions.numpy(), dtype=np.int64)
        if self._belt is not None:
            self._belt.note_actions(taken)
        return taken

    def _chances(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> torch.Tensor:
        """Return the probability of each action, (n, 69)."""
        policy: Any = self._policy
        distribution: Any
        if isinstance(policy, MaskedRecurrentPolicy):
            rows = torch.from_numpy(with_masks(observations, masks)).to(policy.device)
            starts = torch.zeros(len(rows), device=policy.device)  # reset() made the memory empty
            distribution, self._memory = policy.get_distribution(rows, self._memory, starts)
        else:
            rows = torch.tensor(observations).to(policy.device)
            by_mask = isinstance(policy, MaskableActorCriticPolicy)
            given = {"action_masks": masks.astype(np.bool_)} if by_mask else {}
            distribution = policy.get_distribution(rows, **given)
        chances: torch.Tensor = distribution.distribution.probs
        return chances
