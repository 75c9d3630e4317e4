"""Proximal policy optimization on native worlds: collect a rollout, then update on it.

The objective is that of Stable-Baselines3's PPO and MaskablePPO. What surrounds it is ours, as
there it costs more than the objective: observations go from the worlds into preallocated tensors,
the masked distribution is computed once, actions are sampled by inverse CDF, minibatches are
gathered by index, and losses leave the device once a rollout.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from trainkit.config.schema import RunConfig
from trainkit.envs.scaling import RewardScaler
from trainkit.envs.training_worlds import TrainingWorlds
from trainkit.learn.objective import LOSSES, ppo_loss
from trainkit.learn.rollout import Batch, Rollout
from trainkit.learn.staging import Staging
from trainkit.policies.actor_critic import networks_of
from trainkit.policies.masked_categorical import mask_bias, sample
from trainkit.policies.networks import make_policy
from trainkit.ranks import Ranks

_EPSILON: Final = 1e-8  # added to the deviation of advantages, as in SB3


class TimeLimitEnd(NamedTuple):
    """Episodes that ran out of time at step t: worlds (m,) and the values of their end (m,)."""

    t: int
    worlds: npt.NDArray[np.int64]
    values: torch.Tensor


class PPO:
    """A feed-forward policy and its optimizer, on the worlds that it learns from.

    Args:
        config: Of the run; its seed sets the weights, the sampling and the worlds.
        worlds: Of this rank.
        ranks: The processes that train the policy together.

    Attributes:
        policy: SB3's policy.
        networks: Its logits and values.
        scaler: Scales rewards; None if the configuration switches it off.
        generator: Random numbers of sampling and shuffling, on the policy's device.
        rollout: The last one collected.
        num_timesteps: Env steps collected, over the worlds of all ranks.
        num_updates: Epochs done.
    """

    def __init__(
        self, config: RunConfig, worlds: TrainingWorlds, ranks: Ranks | None = None
    ) -> None:
        torch.manual_seed(config.seed)
        self.config = config
        self.worlds = worlds
        self.ranks = ranks or Ranks()
        self.device = torch.device(config.torch_device)
        self.policy = make_policy(config).to(self.device)
        self.networks: Any = networks_of(self.policy)
        n = worlds.num_envs
        self.scaler = RewardScaler(n, config.ppo.gamma) if config.scale_rewards else None
        self.generator = torch.Generator(self.device)
        self.generator.manual_seed(config.seed + (self.ranks.rank << 32))
        self.num_timesteps = 0
        self.num_updates = 0
        self.rollout = Rollout(config.rollout_steps, n, worlds.width, self.device)
        self._staging = Staging(n, worlds.width, self.device)
        self._next = torch.zeros(n, worlds.width, device=self.device)
        self.start_episodes()

    def start_episodes(self) -> None:
        """Start the first training episode of every world."""
        n = self.worlds.num_envs
        first = self.config.seed + self.ranks.rank * n
        self.worlds.reset(range(first, first + n))
        if self.scaler is not None:
            self.scaler.returns[:] = 0

    def begin_stage(self, config: RunConfig, worlds: TrainingWorlds) -> None:
        """Continue with another stage's keys of `ppo`, and in its worlds if they are others.

        Args:
            config: Of the stage.
            worlds: The same as before, or new ones of the same number.
        """
        self.config = config
        if self.scaler is not None:
            self.scaler.gamma = config.ppo.gamma
        if worlds is not self.worlds:
            self.worlds = worlds
            self.start_episodes()

    @torch.no_grad()
    def collect(self) -> None:
        """Fill the rollout with `rollout_steps` steps of every world and compute advantages."""
        rollout, ppo = self.rollout, self.config.ppo
        ends: list[TimeLimitEnd] = []
        self._begin_rollout()
        for t in range(self.config.rollout_steps):
            actions = self._act(t)
            step = self.worlds.step(actions)
            rollout.rewards[t] = torch.from_numpy(step.rewards)
            rollout.dones[t] = torch.from_numpy(step.dones)
            if ppo.bootstrap_time_limit and step.truncated.any():
                worlds = step.ended[step.truncated]
                values = self._last_values(worlds, step.last_observations[step.truncated])
                ends.append(TimeLimitEnd(t, worlds, values))
        self._staging.load(self.worlds, self._next)
        rollout.values[-1] = self._values(self.networks.normalize(self._next))
        self.num_timesteps += self.config.rollout_steps * self.config.num_envs
        rollout.compute_advantages(self._scaled_rewards(ends), ppo.gamma, ppo.gae_lambda)

    def update(self) -> dict[str, float]:
        """Learn from the rollout; return the means of the losses by SB3's names."""
        self._set_learning_rate()
        optimizer, parameters = self.policy.optimizer, list(self.policy.parameters())
        losses = []
        for _ in range(self.config.ppo.n_epochs):
            for batch in self._minibatches():
                loss, measures = self.loss(batch)
                optimizer.zero_grad()
                loss.backward()
                self.ranks.average_gradients(parameters)
                torch.nn.utils.clip_grad_norm_(parameters, self.config.ppo.max_grad_norm)
                optimizer.step()
                losses.append(measures)
            self.num_updates += 1
        if self.networks.norm is not None:
            self.networks.norm.update(self.rollout.observations, self.ranks.total)
        return self._summary(losses)

    def loss(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the loss of a minibatch and its measures, in the order of LOSSES."""
        logits, values = self._evaluate(batch)
        return ppo_loss(batch, logits, values, self.config.ppo)

    def _begin_rollout(self) -> None:
        """Store the recurrent state before the first step; a feed-forward policy has none."""

    def _forward(self, t: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Return logits (n, 69) and values (n,) of the inputs of step t."""
        logits, values = self.networks(self.rollout.inputs[t])
        return logits, values

    def _evaluate(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Return logits (m, 69) and values (m,) of a minibatch."""
        logits, values = self.networks(batch.inputs)
        return logits, values

    def _values(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return the values (n,) of the inputs after the last step, (n, k)."""
        values: torch.Tensor = self.networks.values(inputs)
        return values

    def _last_values(
        self,
        worlds: npt.NDArray[np.int64],  # noqa: ARG002  # a recurrent policy has a state of each
        last_observations: npt.NDArray[np.float32],
    ) -> torch.Tensor:
        """Return the values (m,) of the final observations (m, k) of some worlds."""
        rows = torch.from_numpy(last_observations).to(self.device)
        return self._values(self.networks.normalize(rows))

    def _act(self, t: int) -> npt.NDArray[np.int64]:
        """Fill row t of the rollout up to the actions, and return them."""
        rollout = self.rollout
        legal = self._staging.load(self.worlds, rollout.observations[t])
        self.networks.normalize(rollout.observations[t], out=rollout.inputs[t])
        if self.config.algorithm != "ppo":  # which has no masks: the bias stays 0
            mask_bias(legal, out=rollout.mask_bias[t])
        logits, rollout.values[t] = self._forward(t)
        masked = logits + rollout.mask_bias[t]
        log_p = masked.log_softmax(dim=1)
        uniform = torch.rand(len(log_p), generator=self.generator, device=self.device)
        actions = sample(masked.softmax(dim=1), uniform)  # torch's exp() of -1e30 is slow
        rollout.actions[t] = actions
        rollout.log_probs[t] = log_p.gather(1, actions.unsqueeze(1)).squeeze(1)
        return actions.cpu().numpy()

    def _scaled_rewards(self, ends: list[TimeLimitEnd]) -> torch.Tensor:
        """Return the rewards to learn from, (T, n), with values added where time ran out."""
        rewards = self.rollout.rewards
        if self.scaler is not None:
            self.scaler.update(rewards, self.rollout.dones, self.ranks.total)
            rewards = self.scaler.scale(rewards)
        scaled = rewards.to(self.device, torch.float32)
        for end in ends:
            scaled[end.t, end.worlds] += self.config.ppo.gamma * end.values
        return scaled

    def _minibatches(self) -> Iterator[Batch]:
        """Yield the steps of the rollout once, in random order."""
        rollout, size = self.rollout, self.config.ppo.batch_size // self.ranks.size
        order = torch.randperm(
            rollout.actions.numel(), generator=self.generator, device=self.device
        )
        advantages = self._normalized(rollout.advantages.flatten()[order].view(-1, size))
        inputs, bias = rollout.inputs.flatten(0, 1), rollout.mask_bias.flatten(0, 1)
        for rows, batch_advantages in zip(order.split(size), advantages, strict=True):
            yield Batch(
                inputs.index_select(0, rows),
                bias.index_select(0, rows),
                rollout.actions.flatten().index_select(0, rows),
                rollout.log_probs.flatten().index_select(0, rows),
                batch_advantages,
                rollout.returns.flatten().index_select(0, rows),
            )

    def _normalized(self, advantages: torch.Tensor) -> torch.Tensor:
        """Return the advantages of an epoch, a minibatch a row, over mean and deviation.

        Both are those of the minibatch over all ranks.
        """
        count = advantages.shape[1] * self.ranks.size
        mean = self.ranks.total(advantages.sum(dim=1, keepdim=True, dtype=torch.float64)) / count
        centered = advantages - mean
        squares = self.ranks.total(centered.square().sum(dim=1, keepdim=True))
        deviation = (squares / (count - 1)).sqrt()
        return (centered / (deviation + _EPSILON)).float()

    def _set_learning_rate(self) -> None:
        rate = self.config.learning_rate_after(self.num_timesteps)
        for group in self.policy.optimizer.param_groups:
            group["lr"] = rate

    def _summary(self, losses: list[torch.Tensor]) -> dict[str, float]:
        """Return the means of the losses over minibatches and ranks, and facts of the update."""
        explained = self.rollout.explained_variance().unsqueeze(0)
        means = torch.cat([torch.stack(losses).mean(dim=0), explained]).double()
        means = self.ranks.total(means) / self.ranks.size
        return dict(zip((*LOSSES, "explained_variance"), means.tolist(), strict=True)) | {
            "learning_rate": float(self.policy.optimizer.param_groups[0]["lr"]),
            "clip_range": self.config.ppo.clip_range,
            "n_updates": float(self.num_updates),
        }
