"""Imitation before PPO: the policy learns a bot's actions, its values the bot's returns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sb3_contrib import MaskablePPO

from envcore import spec
from trainkit.bots import BOTS
from trainkit.config.schema import RunConfig
from trainkit.envs.vec_env import BatchVecEnv
from trainkit.learn.sb3_adapter import Learner, restart_worlds
from trainkit.policies.networks import running_norm


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


def imitate_bot(learner: Learner, env: BatchVecEnv, config: RunConfig) -> Iterator[Round]:
    """Fit policy and values to the bot's episodes, round by round; then restart the worlds.

    In each round the bot plays one episode of every world. The policy learns its actions, and the
    values its returns, discounted and scaled as in training. The running statistics of rewards
    and observations are kept for training, which starts with the worlds' first episodes.

    Args:
        learner: Has the policy that learns.
        env: Its worlds.
        config: Of the run; its section `demonstrations` names the bot.
    """
    section = config.demonstrations
    assert section.bot is not None
    optimizer = torch.optim.Adam(learner.policy.parameters(), lr=section.learning_rate)
    env.seed(config.seed)
    for number in range(1, section.rounds + 1):
        steps = _play(section.bot, env, config.ppo.gamma, seed=config.seed + number)
        norm = running_norm(learner.policy)
        if norm is not None:
            norm.update(steps.observations[:, : norm.features_dim].numpy())
        for _ in range(section.epochs):
            log_loss, value_loss = _train_epoch(learner, optimizer, steps, config)
        yield Round(number, log_loss, _agreement(learner, steps, config), value_loss)
    env.seed(config.seed)
    restart_worlds(learner, env)
    env.take_log()


def _play(bot_name: str, env: BatchVecEnv, gamma: float, *, seed: int) -> _Demonstrations:
    """Let the bot play the next episode of every world to its end."""
    bot = BOTS[bot_name]()
    bot.reset(env.num_envs, seed)
    rows = env.reset()
    is_playing = np.ones(env.num_envs, np.bool_)
    steps: list[tuple[npt.NDArray[Any], ...]] = []
    while is_playing.any():
        masks = env.worlds.action_masks()
        actions = bot.act(rows[:, : spec.OBS_DIM], masks)
        env.step_async(actions)
        rows_after, rewards, dones, _ = env.step_wait()
        steps.append((rows, masks.copy(), actions, rewards, is_playing))
        rows, is_playing = rows_after, is_playing & ~dones
    returns = _returns_to_go(steps, gamma)
    playing = [np.flatnonzero(step[-1]) for step in steps]

    def column(number: int) -> torch.Tensor:
        parts = [step[number][worlds] for step, worlds in zip(steps, playing, strict=True)]
        return torch.from_numpy(np.concatenate(parts))

    in_order = np.concatenate([row[worlds] for row, worlds in zip(returns, playing, strict=True)])
    return _Demonstrations(column(0), column(1), column(2), torch.from_numpy(in_order))


def _returns_to_go(
    steps: list[tuple[npt.NDArray[Any], ...]], gamma: float
) -> npt.NDArray[np.float32]:
    """Return the discounted rewards from each step to its episode's end, (steps, n)."""
    returns = np.zeros((len(steps), len(steps[0][-1])), np.float32)
    to_go = np.zeros(returns.shape[1])
    for i in range(len(steps) - 1, -1, -1):
        *_, rewards, is_playing = steps[i]
        to_go = np.where(is_playing, rewards + gamma * to_go, 0.0)
        returns[i] = to_go
    return returns


def _train_epoch(
    learner: Learner,
    optimizer: torch.optim.Optimizer,
    steps: _Demonstrations,
    config: RunConfig,
) -> tuple[float, float]:
    """Learn from all steps once, in random order; return mean log loss and value loss."""
    policy: Any = learner.policy
    policy.set_training_mode(True)
    sums = torch.zeros(2, dtype=torch.float64)
    order = torch.randperm(len(steps.actions))
    for batch in order.split(config.demonstrations.batch_size):
        rows = steps.observations[batch].to(policy.device)
        actions = steps.actions[batch].to(policy.device)
        returns = steps.returns[batch].to(policy.device)
        masks = _mask_argument(learner, steps, batch)
        values, log_probabilities, _ = policy.evaluate_actions(rows, actions, **masks)
        value_loss = torch.nn.functional.mse_loss(values.flatten(), returns)
        loss = -log_probabilities.mean() + config.ppo.vf_coef * value_loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(policy.parameters(), config.ppo.max_grad_norm)
        optimizer.step()
        losses = torch.stack([-log_probabilities.mean().double(), value_loss.double()])
        sums += losses.detach().cpu() * (len(batch) / len(order))
    return float(sums[0]), float(sums[1])


def _agreement(learner: Learner, steps: _Demonstrations, config: RunConfig) -> float:
    """Return the share of steps in which the most likely action is the bot's."""
    policy: Any = learner.policy
    agreed = 0
    with torch.no_grad():
        for batch in torch.arange(len(steps.actions)).split(config.demonstrations.batch_size):
            rows = steps.observations[batch].to(policy.device)
            masks = _mask_argument(learner, steps, batch)
            distribution = policy.get_distribution(rows, **masks).distribution
            most_likely = distribution.probs.argmax(dim=1).cpu()
            agreed += int((most_likely == steps.actions[batch]).sum())
    return agreed / len(steps.actions)


def _mask_argument(
    learner: Learner, steps: _Demonstrations, batch: torch.Tensor
) -> dict[str, torch.Tensor]:
    """Return the masks of some steps as an argument of the policy, empty if it takes none."""
    if not isinstance(learner, MaskablePPO):
        return {}
    return {"action_masks": steps.masks[batch].to(learner.policy.device)}
