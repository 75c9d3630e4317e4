"""The steps of one rollout in tensors that are allocated once, and their advantages."""

from __future__ import annotations

from typing import NamedTuple

import torch

from envcore import spec
from trainkit.policies.actor_critic import RecurrentState


class Batch(NamedTuple):
    """The steps of a minibatch; advantages are normalized.

    Inputs are (m, k), mask_bias is (m, 69), the others (m,). A recurrent policy reads m = t * w
    steps as sequences: inputs (t, w, k), starts (t, w) on the CPU, and the state before them.
    """

    inputs: torch.Tensor
    mask_bias: torch.Tensor
    actions: torch.Tensor
    log_probs: torch.Tensor
    advantages: torch.Tensor
    returns: torch.Tensor
    starts: torch.Tensor | None = None
    state: RecurrentState | None = None


class Rollout:
    """T steps of n worlds; row t of a tensor belongs to step t.

    Args:
        steps: T, of every world.
        num_envs: n.
        width: Columns of an observation, k.
        device: Of the policy.

    Attributes:
        observations: (T, n, k).
        inputs: Observations as the layers read them, normalized, (T, n, k).
        mask_bias: 0 where an action is legal, -1e30 where not, (T, n, 69).
        actions: int64 (T, n).
        log_probs: Of the actions, (T, n).
        values: With those of the observations after the last step, (T + 1, n).
        rewards: As the worlds give them, float64 (T, n), on the CPU.
        dones: Whether a step ended an episode, bool (T, n), on the CPU.
        advantages: (T, n).
        returns: Targets of the values, (T, n).
    """

    def __init__(self, steps: int, num_envs: int, width: int, device: torch.device) -> None:
        shape = (steps, num_envs)
        self.observations = torch.zeros(*shape, width, device=device)
        self.inputs = torch.zeros_like(self.observations)
        self.mask_bias = torch.zeros(*shape, spec.N_ACTIONS, device=device)
        self.actions = torch.zeros(shape, dtype=torch.int64, device=device)
        self.log_probs = torch.zeros(shape, device=device)
        self.values = torch.zeros(steps + 1, num_envs, device=device)
        self.rewards = torch.zeros(shape, dtype=torch.float64)
        self.dones = torch.zeros(shape, dtype=torch.bool)
        self.advantages = torch.zeros(shape, device=device)
        self.returns = torch.zeros(shape, device=device)

    def compute_advantages(self, rewards: torch.Tensor, gamma: float, gae_lambda: float) -> None:
        """Fill advantages, by generalized advantage estimation, and returns.

        Args:
            rewards: Scaled, (T, n).
            gamma: Discount.
            gae_lambda: Weight of longer estimates.
        """
        continues = 1.0 - self.dones.to(self.values.device, self.values.dtype)
        errors = rewards + gamma * self.values[1:] * continues - self.values[:-1]
        decay = gamma * gae_lambda * continues
        advantage = torch.zeros_like(errors[0])
        for t in range(len(errors) - 1, -1, -1):
            advantage = torch.addcmul(errors[t], decay[t], advantage)
            self.advantages[t] = advantage
        torch.add(self.advantages, self.values[:-1], out=self.returns)

    def explained_variance(self) -> torch.Tensor:
        """Return the share of the returns' variance that values explain; NaN without variance."""
        spread = self.returns.var(correction=0)
        unexplained = (self.returns - self.values[:-1]).var(correction=0)
        undefined = torch.full_like(spread, torch.nan)
        return torch.where(spread > 0, 1 - unexplained / spread, undefined)
