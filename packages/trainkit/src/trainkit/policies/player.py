"""A policy as a player of a batch of worlds."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sb3_contrib.common.maskable.policies import MaskableActorCriticPolicy

from trainkit.envs.features import MemoryFeatures
from trainkit.envs.observations import append_masks
from trainkit.policies.networks import Policy
from trainkit.policies.recurrent import MaskedRecurrentPolicy


class PolicyPlayer:
    """Takes a policy's actions, sampled or greedy, with a random generator of its own.

    Args:
        policy: SB3's policy, not in training mode.
        name: Its name in tables.
        deterministic: Whether to take the most likely action instead of sampling.
        with_features: Whether the policy reads memory features.
    """

    def __init__(
        self,
        policy: Policy,
        name: str,
        *,
        deterministic: bool = False,
        with_features: bool = False,
    ) -> None:
        self.name = name
        self._policy = policy
        self._deterministic = deterministic
        self._with_features = with_features
        self._memory: MemoryFeatures | None = None
        self._rng = torch.Generator()
        self._lstm_states: Any = None

    def reset(self, num_worlds: int, seed: int) -> None:
        """Seed the generator; clear memory and LSTM states."""
        self._rng.manual_seed(seed)
        self._memory = MemoryFeatures(num_worlds) if self._with_features else None
        policy = self._policy
        if isinstance(policy, MaskedRecurrentPolicy):
            layers, _, size = policy.lstm_hidden_state_shape
            zeros = torch.zeros(layers, num_worlds, size, device=policy.device)
            self._lstm_states = (zeros, zeros.clone())

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world; torch's global generator is not used."""
        rows = observations if self._memory is None else self._memory.observe(observations)
        with torch.no_grad():
            probabilities = self._probabilities(rows, masks).cpu()
            if self._deterministic:
                chosen = probabilities.argmax(dim=1)
            else:
                chosen = torch.multinomial(probabilities, 1, generator=self._rng).squeeze(1)
        actions = np.asarray(chosen.numpy(), dtype=np.int64)
        if self._memory is not None:
            self._memory.note_actions(actions)
        return actions

    def _probabilities(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> torch.Tensor:
        """Return the probability of each action, (n, 69)."""
        policy: Any = self._policy
        distribution: Any
        if isinstance(policy, MaskedRecurrentPolicy):
            rows = torch.from_numpy(append_masks(observations, masks)).to(policy.device)
            starts = torch.zeros(len(rows), device=policy.device)  # reset() cleared the states
            distribution, self._lstm_states = policy.get_distribution(
                rows, self._lstm_states, starts
            )
        else:
            rows = torch.tensor(observations).to(policy.device)
            takes_masks = isinstance(policy, MaskableActorCriticPolicy)
            arguments = {"action_masks": masks.astype(np.bool_)} if takes_masks else {}
            distribution = policy.get_distribution(rows, **arguments)
        probabilities: torch.Tensor = distribution.distribution.probs
        return probabilities
