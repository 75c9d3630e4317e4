"""PPO with a recurrent policy: a minibatch is the whole rollout of some worlds.

The objective is that of sb3-contrib's RecurrentPPO, with masks. There a minibatch is cut into
padded sequences of any length; here every world gives one sequence of `rollout_steps` steps, and
its LSTM state is reset where an episode starts.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import torch

from trainkit.config.schema import RunConfig
from trainkit.envs.training_worlds import TrainingWorlds
from trainkit.learn.ppo import PPO
from trainkit.learn.rollout import Batch
from trainkit.policies.actor_critic import RecurrentState
from trainkit.ranks import Ranks


class RecurrentPPO(PPO):
    """An LSTM policy and its optimizer, on the worlds that it learns from.

    Attributes:
        state: LSTM state of every world after its latest step.
        starts: Whether the next observation starts an episode, bool (n,), on the CPU.
    """

    state: RecurrentState
    starts: torch.Tensor

    def __init__(
        self, config: RunConfig, worlds: TrainingWorlds, ranks: Ranks | None = None
    ) -> None:
        super().__init__(config, worlds, ranks)
        self._starts = torch.zeros(config.rollout_steps, worlds.num_envs, dtype=torch.bool)

    def start_episodes(self) -> None:
        """Start the first training episode of every world."""
        super().start_episodes()
        n = self.worlds.num_envs
        self.state = self.networks.initial_state(n, self.device)
        self.starts = torch.ones(n, dtype=torch.bool)

    def _begin_rollout(self) -> None:
        self._first_state = self.state

    def _forward(self, t: int) -> tuple[torch.Tensor, torch.Tensor]:
        if t > 0:
            self.starts = self.rollout.dones[t - 1].clone()
        self._starts[t] = self.starts
        inputs = self.rollout.inputs[t].unsqueeze(0)
        logits, values, self.state = self.networks(inputs, self.state, self.starts.unsqueeze(0))
        return logits, values

    def _values(self, inputs: torch.Tensor) -> torch.Tensor:
        self.starts = self.rollout.dones[-1].clone()
        starts = self.starts.unsqueeze(0)
        values: torch.Tensor = self.networks(inputs.unsqueeze(0), self.state, starts)[1]
        return values

    def _last_values(
        self, worlds: npt.NDArray[np.int64], last_observations: npt.NDArray[np.float32]
    ) -> torch.Tensor:
        rows = torch.from_numpy(last_observations).to(self.device)
        state = self.state.of_worlds(torch.from_numpy(worlds).to(self.device))
        inputs = self.networks.normalize(rows).unsqueeze(0)
        continues = torch.zeros(1, len(rows), dtype=torch.bool)
        values: torch.Tensor = self.networks(inputs, state, continues)[1]
        return values

    def _evaluate(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        logits, values, _ = self.networks(batch.inputs, batch.state, batch.starts)
        return logits, values

    def _minibatches(self) -> Iterator[Batch]:
        """Yield the sequences of all worlds once, in random order."""
        rollout, steps = self.rollout, self.config.rollout_steps
        count = self.config.ppo.batch_size // self.ranks.size // steps
        n = self.worlds.num_envs
        order = torch.randperm(n, generator=self.generator, device=self.device)
        starts = self._starts.index_select(1, order.cpu()).split(count, dim=1)
        in_order = rollout.advantages.index_select(1, order)
        by_batch = in_order.view(steps, -1, count).swapaxes(0, 1).flatten(1)
        advantages = self._normalized(by_batch)
        for i, worlds in enumerate(order.split(count)):
            yield Batch(
                rollout.inputs.index_select(1, worlds),
                rollout.mask_bias.index_select(1, worlds).flatten(0, 1),
                rollout.actions.index_select(1, worlds).flatten(),
                rollout.log_probs.index_select(1, worlds).flatten(),
                advantages[i],
                rollout.returns.index_select(1, worlds).flatten(),
                starts=starts[i],
                state=self._first_state.of_worlds(worlds),
            )
