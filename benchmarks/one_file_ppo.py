"""Masked PPO in one file, in the manner of CleanRL: the loop that a newcomer would write.

It shares nothing with trainkit. Only what a reader of CleanRL's ppo.py would expect is here:
tensors for the rollout, torch's Categorical over masked logits, minibatches by shuffled index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from gymnasium.vector import AutoresetMode
from gymnasium.wrappers.utils import RunningMeanStd
from torch import nn
from torch.distributions import Categorical

import envcore

OBSERVATION, ACTIONS = 260, 69


@dataclass(frozen=True)
class Settings:
    """Hyperparameters."""

    num_envs: int
    steps: int
    hidden: tuple[int, ...]
    shared: bool
    batch_size: int
    epochs: int
    time_max: int
    gamma: float = 0.998
    gae_lambda: float = 0.97
    clip: float = 0.2
    entropy: float = 0.002
    value: float = 0.5
    learning_rate: float = 1e-3
    max_grad_norm: float = 0.5


def layers(hidden: tuple[int, ...], inputs: int) -> nn.Sequential:
    """Return linear layers with ReLU."""
    parts: list[nn.Module] = []
    for size in hidden:
        parts += [nn.Linear(inputs, size), nn.ReLU()]
        inputs = size
    return nn.Sequential(*parts)


class Agent(nn.Module):
    """Actor and critic, on one trunk or on two."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.actor = layers(settings.hidden, OBSERVATION)
        self.critic = self.actor if settings.shared else layers(settings.hidden, OBSERVATION)
        self.logits = nn.Linear(settings.hidden[-1], ACTIONS)
        self.value = nn.Linear(settings.hidden[-1], 1)

    def forward(
        self, observations: torch.Tensor, masks: torch.Tensor
    ) -> tuple[Categorical, torch.Tensor]:
        """Return the distribution of actions and the values."""
        features = self.actor(observations)
        critic = features if self.critic is self.actor else self.critic(observations)
        logits = self.logits(features).masked_fill(~masks, -1e8)
        return Categorical(logits=logits), self.value(critic).squeeze(1)


def _running(*shape: int) -> Any:
    """Return running mean and variance of values of a shape."""
    make: Any = RunningMeanStd
    return make(shape=shape)


class OneFilePPO:
    """The loop: `rollout()` collects one rollout and learns from it."""

    def __init__(self, settings: Settings) -> None:
        torch.manual_seed(1)
        self.settings = settings
        self.worlds = envcore.AsteroidProspectorVectorEnv(
            settings.num_envs, time_max=settings.time_max, autoreset_mode=AutoresetMode.SAME_STEP
        )
        # observations and rewards normalized at every step, as CleanRL does by wrappers
        self.scale: Any = _running(OBSERVATION)
        self.return_scale: Any = _running()
        self.returns = np.zeros(settings.num_envs)
        self.agent = Agent(settings)
        self.optimizer = torch.optim.Adam(
            self.agent.parameters(), lr=settings.learning_rate, eps=1e-5
        )
        shape = (settings.steps, settings.num_envs)
        self.observations = torch.zeros(*shape, OBSERVATION)
        self.masks = torch.zeros(*shape, ACTIONS, dtype=torch.bool)
        self.actions = torch.zeros(shape, dtype=torch.int64)
        self.log_probs, self.rewards = torch.zeros(shape), torch.zeros(shape)
        self.dones, self.values = torch.zeros(shape), torch.zeros(shape)
        observations, infos = self.worlds.reset(seed=1)
        self.now = self._normalized(observations)
        self.mask = torch.tensor(infos["action_mask"], dtype=torch.bool)

    def rollout(self) -> None:
        """Collect `steps` steps of every world and update the agent."""
        for t in range(self.settings.steps):
            self._step(t)
        advantages = self._advantages()
        self._update(advantages, advantages + self.values)

    @torch.no_grad()
    def _step(self, t: int) -> None:
        self.observations[t], self.masks[t] = self.now, self.mask
        distribution, self.values[t] = self.agent(self.now, self.mask)
        actions = distribution.sample()
        self.actions[t], self.log_probs[t] = actions, distribution.log_prob(actions)
        observations, rewards, terminated, truncated, infos = self.worlds.step(actions.numpy())
        dones = terminated | truncated
        self.returns = self.returns * self.settings.gamma + rewards
        self.return_scale.update(self.returns)
        self.returns[dones] = 0.0
        scaled = rewards / np.sqrt(self.return_scale.var + 1e-8)
        self.rewards[t] = torch.tensor(np.clip(scaled, -10, 10))
        self.dones[t] = torch.tensor(dones, dtype=torch.float32)
        self.now = self._normalized(observations)
        self.mask = torch.tensor(infos["action_mask"], dtype=torch.bool)

    def _normalized(self, observations: npt.NDArray[np.float32]) -> torch.Tensor:
        self.scale.update(observations)
        scaled = (observations - self.scale.mean) / np.sqrt(self.scale.var + 1e-8)
        return torch.tensor(np.clip(scaled, -10, 10), dtype=torch.float32)

    @torch.no_grad()
    def _advantages(self) -> torch.Tensor:
        settings, advantages = self.settings, torch.zeros_like(self.rewards)
        next_value, last = self.agent(self.now, self.mask)[1], torch.zeros(settings.num_envs)
        for t in reversed(range(settings.steps)):
            goes_on = 1.0 - self.dones[t]
            error = self.rewards[t] + settings.gamma * next_value * goes_on - self.values[t]
            last = error + settings.gamma * settings.gae_lambda * goes_on * last
            advantages[t], next_value = last, self.values[t]
        return advantages

    def _update(self, advantages: torch.Tensor, returns: torch.Tensor) -> None:
        settings = self.settings
        columns = (self.observations, self.masks, self.actions, self.log_probs, advantages, returns)
        flat = [column.flatten(0, 1) for column in columns]
        for _ in range(settings.epochs):
            for rows in torch.randperm(len(flat[0])).split(settings.batch_size):
                observations, masks, actions, old, advantage, target = (c[rows] for c in flat)
                distribution, values = self.agent(observations, masks)
                ratio = (distribution.log_prob(actions) - old).exp()
                advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
                clipped = ratio.clamp(1 - settings.clip, 1 + settings.clip)
                policy_loss = -torch.min(advantage * ratio, advantage * clipped).mean()
                value_loss = (values - target).square().mean()
                loss = policy_loss - settings.entropy * distribution.entropy().mean()
                self.optimizer.zero_grad()
                (loss + settings.value * value_loss).backward()
                nn.utils.clip_grad_norm_(self.agent.parameters(), settings.max_grad_norm)
                self.optimizer.step()
