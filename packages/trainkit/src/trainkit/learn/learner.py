"""The learner of a configuration."""

from __future__ import annotations

import torch

from trainkit.config.schema import RunConfig
from trainkit.envs.training_worlds import TrainingWorlds
from trainkit.learn.ppo import PPO
from trainkit.learn.recurrent_ppo import RecurrentPPO
from trainkit.ranks import Ranks


class RandomLegal(PPO):
    """Collects as PPO does and learns nothing: all legal actions are equally likely."""

    def __init__(
        self, config: RunConfig, worlds: TrainingWorlds, ranks: Ranks | None = None
    ) -> None:
        super().__init__(config, worlds, ranks)
        with torch.no_grad():
            for parameter in self.policy.action_net.parameters():
                parameter.zero_()

    def update(self) -> dict[str, float]:
        """Leave the policy as it is."""
        return {}


_LEARNERS: dict[str, type[PPO]] = {
    "ppo": PPO,
    "maskable_ppo": PPO,
    "recurrent_ppo": RecurrentPPO,
    "random": RandomLegal,
}


def make_worlds(config: RunConfig, ranks: Ranks | None = None) -> TrainingWorlds:
    """Return the worlds of this rank."""
    return TrainingWorlds(
        config.num_envs // (ranks or Ranks()).size,
        config.env.to_env_config(),
        num_threads=config.env_threads,
        with_features=config.network.engineered_features,
        frame_stack=config.network.frame_stack,
        seed_set=config.worlds.seed_set,
    )


def make_learner(config: RunConfig, worlds: TrainingWorlds, ranks: Ranks | None = None) -> PPO:
    """Return a new learner on these worlds, seeded by the configuration."""
    return _LEARNERS[config.algorithm](config, worlds, ranks)
