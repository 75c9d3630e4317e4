"""A categorical distribution over the legal actions, computed once from logits and a mask.

A mask enters as a bias that is added to the logits: 0 where legal, -1e30 where not. `softmax` then
gives illegal actions a probability of exactly 0, and all logarithms stay finite. PyTorch's
Categorical normalizes up to three times a forward pass and validates its arguments, and
sb3-contrib's mask of -1e8 makes `exp` take its slow path: together a third of the time of an update
with small networks.
"""

from __future__ import annotations

from typing import Any, Final

import torch

ILLEGAL: Final = 1e30
"""Subtracted from the logits of illegal actions: exp(-1e30) is 0, and -inf would make 0 * log 0
undefined."""


def mask_bias(legal: torch.Tensor, out: torch.Tensor | None = None) -> torch.Tensor:
    """Return the bias to add to logits: 0 where legal, -1e30 where not, float32.

    Args:
        legal: Whether an action is legal, bool.
        out: Tensor to write into, of its shape; a new one if None.
    """
    bias = legal.float() if out is None else out.copy_(legal)
    return bias.sub_(1.0).mul_(ILLEGAL)


def sample(p: torch.Tensor, uniform: torch.Tensor) -> torch.Tensor:
    """Return an action for each row by the inverse of the cumulative distribution, int64 (n,).

    Args:
        p: Probabilities (n, k).
        uniform: Random numbers (n,) in [0, 1).
    """
    cdf = p.cumsum(dim=1)
    total = cdf[:, -1]
    # below the last sum also after rounding: the first entry above it has a positive probability
    threshold = torch.minimum(uniform * total, torch.nextafter(total, torch.zeros_like(total)))
    return (cdf <= threshold.unsqueeze(1)).sum(dim=1)


class _LogProbAndEntropy(torch.autograd.Function):
    """One log-softmax forward, the closed form of the gradient backward."""

    @staticmethod
    def forward(
        ctx: Any, logits: torch.Tensor, bias: torch.Tensor, actions: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        masked = logits + bias
        p = torch.softmax(masked, dim=1)
        log_p = torch.log_softmax(masked, dim=1)
        log_prob = log_p.gather(1, actions.unsqueeze(1)).squeeze(1)
        entropy = -(p * log_p).sum(dim=1)
        ctx.save_for_backward(p, log_p, entropy, actions)
        return log_prob, entropy

    @staticmethod
    def backward(ctx: Any, *grads: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        grad_log_prob, grad_entropy = grads
        p, log_p, entropy, actions = ctx.saved_tensors
        # d log p(a) / d logits = onehot(a) - p;  d entropy / d logits = -p (log p + entropy)
        grad = (log_p + entropy.unsqueeze(1)).mul_(grad_entropy.unsqueeze(1))
        grad = grad.add_(grad_log_prob.unsqueeze(1)).mul_(p).neg_()
        grad.scatter_add_(1, actions.unsqueeze(1), grad_log_prob.unsqueeze(1))
        return grad, None, None


def log_prob_and_entropy(
    logits: torch.Tensor, bias: torch.Tensor, actions: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return log p(action) and the entropy in nats, each (n,), differentiable in the logits.

    Args:
        logits: (n, k).
        bias: (n, k), from mask_bias; every action taken is legal.
        actions: int64 (n,).
    """
    log_prob, entropy = _LogProbAndEntropy.apply(logits, bias, actions)  # type: ignore[no-untyped-call]
    return log_prob, entropy
