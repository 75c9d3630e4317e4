"""Imitation before PPO: the policy learns a bot's actions, its values the bot's returns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from envcore import spec
from trainkit.bots import BOTS
from trainkit.config.schema import RunConfig
from trainkit.learn.ppo import PPO
from trainkit.policies.masked_categorical import log_prob_and_entropy, mask_bias


@dataclass(frozen=True)
class Round:
    """The result of a round of demonstrations.

    Attributes:
        number: Counted from 1.
        log_loss: Of the bot's actions in the last epoch, mean, in nats.
        agreement: Share of steps after the round in which the most likely action is the bot's.
        value_loss: Mean square error of the values in the last epoch, in scaled rewards.
    """

    number: int
    log_loss: float
    agreement: float
    value_loss: float


@dataclass(frozen=True)
class _Demonstrations:
    """Steps of a bot: observations (m, k), masks bool (m, 69), actions (m,), returns to go (m,)."""

    observations: torch.Tensor
    masks: torch.Tensor
    actions: torch.Tensor
    returns: torch.Tensor


def imitate_bot(learner: PPO, config: RunConfig) -> Iterator[Round]:
    """Fit policy and values to the bot's episodes, round by round; then restart the worlds.

    In each round the bot plays one episode of every world. The policy learns its actions, and the
    values its returns, discounted and scaled as in training. The running statistics of rewards
    and observations are kept for training, which starts with the worlds' first episodes.

    Args:
        learner: Has the policy that learns and its worlds.
        config: Of the run; its section `demonstrations` names the bot.
    """
    section = config.demonstrations
    assert section.bot is not None
    optimizer = torch.optim.Adam(learner.policy.parameters(), lr=section.learning_rate, fused=True)
    learner.start_episodes()
    for number in range(1, section.rounds + 1):
        if number > 1:
            learner.worlds.reset()  # the next episode of every world
        steps = _play(section.bot, learner, seed=config.seed + number)
        norm = learner.networks.norm
        if norm is not None:
            norm.update(steps.observations, learner.ranks.total)
        for _ in range(section.epochs):
            log_loss, value_loss = _train_epoch(learner, optimizer, steps)
        yield Round(number, log_loss, _agreement(learner, steps), value_loss)
    learner.start_episodes()
    learner.worlds.take_log()


def _play(bot_name: str, learner: PPO, *, seed: int) -> _Demonstrations:
    """Let the bot play the current episode of every world to its end."""
    worlds, bot = learner.worlds, BOTS[bot_name]()
    n = worlds.num_envs
    bot.reset(n, seed)
    is_playing = np.ones(n, np.bool_)
    steps: list[tuple[npt.NDArray[Any], ...]] = []
    rewards, dones = [], []
    while is_playing.any():
        rows = np.empty((n, worlds.width), np.float32)
        masks = np.empty((n, spec.N_ACTIONS), np.bool_)
        worlds.observe(rows)
        worlds.write_masks(masks)
        actions = bot.act(rows[:, worlds.newest], masks)
        step = worlds.step(actions)
        steps.append((rows, masks, actions, is_playing))
        rewards.append(step.rewards.copy())
        dones.append(step.dones)
        is_playing = is_playing & ~step.dones
    playing = np.stack([row[-1] for row in steps])
    scaled = _scaled(learner, np.stack(rewards), np.stack(dones))
    returns = _returns_to_go(scaled, playing, learner.config.ppo.gamma)

    def column(number: int) -> torch.Tensor:
        return torch.from_numpy(np.concatenate([row[number][row[-1]] for row in steps]))

    return _Demonstrations(column(0), column(1), column(2), torch.from_numpy(returns[playing]))


def _scaled(
    learner: PPO, rewards: npt.NDArray[np.float64], dones: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Return rewards (T, n) as training scales them, and add them to its statistics."""
    if learner.scaler is None:
        return rewards
    found = torch.from_numpy(rewards)
    learner.scaler.update(found, torch.from_numpy(dones), learner.ranks.total)
    scaled: npt.NDArray[np.float64] = learner.scaler.scale(found).numpy()
    return scaled


def _returns_to_go(
    rewards: npt.NDArray[np.float64], playing: npt.NDArray[np.bool_], gamma: float
) -> npt.NDArray[np.float32]:
    """Return the discounted rewards from each step to its episode's end, (T, n)."""
    returns = np.zeros(rewards.shape, np.float32)
    to_go = np.zeros(rewards.shape[1])
    for t in range(len(rewards) - 1, -1, -1):
        returns[t] = to_go = np.where(playing[t], rewards[t] + gamma * to_go, 0.0)
    return returns


def _train_epoch(
    learner: PPO, optimizer: torch.optim.Optimizer, steps: _Demonstrations
) -> tuple[float, float]:
    """Learn from the steps once, in random order; return mean log loss and value loss.

    Each rank takes as many minibatches as the rank with the fewest steps has.
    """
    ppo, ranks = learner.config.ppo, learner.ranks
    parameters = list(learner.policy.parameters())
    losses, weights = [], []
    order = torch.randperm(len(steps.actions), generator=learner.generator, device=learner.device)
    batches = order.cpu().split(max(learner.config.demonstrations.batch_size // ranks.size, 1))
    for rows in islice(batches, ranks.smallest(len(batches))):
        inputs, bias, actions = _batch(learner, steps, rows)
        logits, values = learner.networks(inputs)
        log_probs, _ = log_prob_and_entropy(logits, bias, actions)
        value_loss = functional.mse_loss(values, steps.returns[rows].to(learner.device))
        log_loss = -log_probs.mean()
        optimizer.zero_grad()
        (log_loss + ppo.vf_coef * value_loss).backward()
        ranks.average_gradients(parameters)
        torch.nn.utils.clip_grad_norm_(parameters, ppo.max_grad_norm)
        optimizer.step()
        losses.append(torch.stack([log_loss.detach(), value_loss.detach()]))
        weights.append(len(rows))
    shares = torch.tensor(weights, device=learner.device).unsqueeze(1) / sum(weights)
    means = ranks.total((torch.stack(losses) * shares).sum(dim=0).double()) / ranks.size
    log_loss_mean, value_loss_mean = means.tolist()
    return log_loss_mean, value_loss_mean


@torch.no_grad()
def _agreement(learner: PPO, steps: _Demonstrations) -> float:
    """Return the share of steps in which the most likely action is the bot's."""
    agreed = torch.zeros(2, dtype=torch.float64, device=learner.device)
    for rows in torch.arange(len(steps.actions)).split(learner.config.demonstrations.batch_size):
        inputs, bias, actions = _batch(learner, steps, rows)
        most_likely = (learner.networks.logits(inputs) + bias).argmax(dim=1)
        agreed[0] += (most_likely == actions).sum()
        agreed[1] += len(rows)
    count, total = learner.ranks.total(agreed).tolist()
    return float(count / total)


def _batch(
    learner: PPO, steps: _Demonstrations, rows: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return normalized inputs, mask biases (0 without masks) and actions of some steps."""
    inputs = learner.networks.normalize(steps.observations[rows].to(learner.device))
    bias = mask_bias(steps.masks[rows].to(learner.device))
    if learner.config.algorithm == "ppo":
        bias.zero_()
    return inputs, bias, steps.actions[rows].to(learner.device)
