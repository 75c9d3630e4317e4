"""PPO's loss of a minibatch, that of Stable-Baselines3's PPO and MaskablePPO; a test compares."""

from __future__ import annotations

from typing import Final

import torch
from torch.nn import functional

from trainkit.config.learning import PPOSection
from trainkit.learn.rollout import Batch
from trainkit.policies.masked_categorical import log_prob_and_entropy

LOSSES: Final = (
    "policy_gradient_loss",
    "value_loss",
    "entropy_loss",
    "loss",
    "approx_kl",
    "clip_fraction",
)
"""Measures of a minibatch, by SB3's names."""


def ppo_loss(
    batch: Batch, logits: torch.Tensor, values: torch.Tensor, ppo: PPOSection
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the loss, differentiable, and the measures of a minibatch in the order of LOSSES.

    Args:
        batch: m steps.
        logits: Of the policy now, (m, 69).
        values: Of the policy now, (m,).
        ppo: Coefficients.
    """
    log_probs, entropy = log_prob_and_entropy(logits, batch.mask_bias, batch.actions)
    log_ratio = log_probs - batch.log_probs
    ratio = log_ratio.exp()
    clipped = ratio.clamp(1 - ppo.clip_range, 1 + ppo.clip_range)
    policy_loss = -torch.min(batch.advantages * ratio, batch.advantages * clipped).mean()
    value_loss = functional.mse_loss(values, batch.returns)
    entropy_loss = -entropy.mean()
    loss = policy_loss + ppo.ent_coef * entropy_loss + ppo.vf_coef * value_loss
    with torch.no_grad():
        kl = (ratio - 1 - log_ratio).mean()
        clip_fraction = ((ratio - 1).abs() > ppo.clip_range).float().mean()
    measures = (policy_loss, value_loss, entropy_loss, loss, kl, clip_fraction)
    return loss, torch.stack([measure.detach() for measure in measures])
