"""Learning from a bot before learning by trial: its actions, and what its rewards came to."""

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
from trainkit.learn.learner import Learner
from trainkit.policies.networks import running_norm


@dataclass(frozen=True)
class Round:
    """What a round of demonstrations taught.

    Attributes:
        number: Counted from 1.
        log_loss: Of the bot's actions in the last pass, mean, in nats.
        agreement: How often the likeliest action is the bot's after it, 0..1.
        value_loss: Mean square error of the values in the last pass, in scaled rewards.
    """

    number: int
    log_loss: float
    agreement: float
    value_loss: float


@dataclass(frozen=True)
class _Demonstrations:
    """Steps of a bot: rows (m, k), masks bool (m, 69), actions (m,), returns (m,) from there on."""

    rows: torch.Tensor
    masks: torch.Tensor
    actions: torch.Tensor
    returns: torch.Tensor


def learn_from_bot(learner: Learner, env: BatchVecEnv, config: RunConfig) -> Iterator[Round]:
    """Fit policy and values to the bot's episodes, round by round; then put the worlds back.

    In each round the bot plays one episode of every world. The policy learns to do as it did, and
    the values what it got, discounted and scaled as in training; the running scales of rewards
    and observations go on from there. Training then begins with the worlds' first episodes.

    Args:
        learner: Whose policy learns.
        env: Its worlds.
        config: Of the run; its section `demonstrations` names the bot.
    """
    asked = config.demonstrations
    assert asked.bot is not None
    optimizer = torch.optim.Adam(learner.policy.parameters(), lr=asked.learning_rate)
    env.seed(config.seed)
    for number in range(1, asked.rounds + 1):
        shown = _play(asked.bot, env, config.ppo.gamma, seed=config.seed + number)
        norm = running_norm(learner.policy)
        if norm is not None:
            norm.take_in(shown.rows[:, : norm.features_dim].numpy())
        for _ in range(asked.epochs):
            log_loss, value_loss = _pass(learner, optimizer, shown, config)
        yield Round(number, log_loss, _agreement(learner, shown, config), value_loss)
    env.seed(config.seed)
    learner._last_obs = env.reset()
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
    chosen = [np.flatnonzero(step[-1]) for step in steps]

    def kept(column: int) -> torch.Tensor:
        parts = [step[column][rows] for step, rows in zip(steps, chosen, strict=True)]
        return torch.from_numpy(np.concatenate(parts))

    in_order = np.concatenate([row[rows] for row, rows in zip(returns, chosen, strict=True)])
    return _Demonstrations(kept(0), kept(1), kept(2), torch.from_numpy(in_order))


def _returns_to_go(
    steps: list[tuple[npt.NDArray[Any], ...]], gamma: float
) -> npt.NDArray[np.float32]:
    """Return the discounted rewards from each step to its episode's end, (steps, n)."""
    returns = np.zeros((len(steps), len(steps[0][-1])), np.float32)
    ahead = np.zeros(returns.shape[1])
    for i in range(len(steps) - 1, -1, -1):
        *_, rewards, is_playing = steps[i]
        ahead = np.where(is_playing, rewards + gamma * ahead, 0.0)
        returns[i] = ahead
    return returns


def _pass(
    learner: Learner,
    optimizer: torch.optim.Optimizer,
    shown: _Demonstrations,
    config: RunConfig,
) -> tuple[float, float]:
    """Go through the steps once, in random order; return log loss and value loss."""
    policy: Any = learner.policy
    policy.set_training_mode(True)
    sums = torch.zeros(2, dtype=torch.float64)
    order = torch.randperm(len(shown.actions))
    for batch in order.split(config.demonstrations.batch_size):
        rows = shown.rows[batch].to(policy.device)
        actions = shown.actions[batch].to(policy.device)
        returns = shown.returns[batch].to(policy.device)
        masks = _masks_for(learner, shown, batch)
        values, log_chances, _ = policy.evaluate_actions(rows, actions, **masks)
        value_loss = torch.nn.functional.mse_loss(values.flatten(), returns)
        loss = -log_chances.mean() + config.ppo.vf_coef * value_loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(policy.parameters(), config.ppo.max_grad_norm)
        optimizer.step()
        figures = torch.stack([-log_chances.mean().double(), value_loss.double()])
        sums += figures.detach().cpu() * (len(batch) / len(order))
    return float(sums[0]), float(sums[1])


def _agreement(learner: Learner, shown: _Demonstrations, config: RunConfig) -> float:
    """Return the share of steps in which the likeliest action is the bot's."""
    policy: Any = learner.policy
    agreed = 0
    with torch.no_grad():
        for batch in torch.arange(len(shown.actions)).split(config.demonstrations.batch_size):
            rows = shown.rows[batch].to(policy.device)
            chances = policy.get_distribution(rows, **_masks_for(learner, shown, batch))
            likeliest = chances.distribution.probs.argmax(dim=1).cpu()
            agreed += int((likeliest == shown.actions[batch]).sum())
    return agreed / len(shown.actions)


def _masks_for(
    learner: Learner, shown: _Demonstrations, batch: torch.Tensor
) -> dict[str, torch.Tensor]:
    """Return the masks of some steps as the policy's argument, none if it takes none."""
    if not isinstance(learner, MaskablePPO):
        return {}
    return {"action_masks": shown.masks[batch].to(learner.policy.device)}
