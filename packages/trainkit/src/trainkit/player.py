"""A trained policy as a player."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sb3_contrib.common.maskable.policies import MaskableActorCriticPolicy
from stable_baselines3.common.policies import ActorCriticPolicy

from trainkit.checkpoint import load_policy
from trainkit.config import RunConfig
from trainkit.config_file import load_config
from trainkit.errors import RunFolderError


class PolicyPlayer:
    """Acts by a policy, sampled or greedily, with dice of its own.

    Args:
        policy: SB3's policy.
        name: How it is called in tables.
        deterministic: Whether to take the likeliest action instead of sampling.
    """

    def __init__(
        self, policy: ActorCriticPolicy, name: str, *, deterministic: bool = False
    ) -> None:
        self.name = name
        self._policy = policy
        self._deterministic = deterministic
        self._dice = torch.Generator().get_state()

    def reset(self, num_worlds: int, seed: int) -> None:
        """Take the dice of a seed."""
        del num_worlds
        self._dice = torch.Generator().manual_seed(seed).get_state()

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world; the global dice are left as they were."""
        arguments: dict[str, Any] = {}
        if isinstance(self._policy, MaskableActorCriticPolicy):
            arguments["action_masks"] = masks.astype(np.bool_)
        with torch.random.fork_rng(devices=[]):
            torch.set_rng_state(self._dice)
            actions, _ = self._policy.predict(
                observations, deterministic=self._deterministic, **arguments
            )
            self._dice = torch.get_rng_state()
        return np.asarray(actions, dtype=np.int64)


def checkpoint_folder(path: Path) -> Path:
    """Return the checkpoint at path: itself, or the latest of a run folder.

    Raises:
        RunFolderError: There is none.
    """
    if (path / "manifest.json").is_file() and path.parent.name == "checkpoints":
        return path
    found = sorted(p for p in path.glob("checkpoints/[0-9]*") if p.is_dir())
    if not found:
        raise RunFolderError(f"{path}: no run folder with a checkpoint, and no checkpoint")
    return found[-1]


def load_player(path: Path, *, deterministic: bool = False) -> tuple[PolicyPlayer, RunConfig]:
    """Return the player of a checkpoint or of a run's latest one, and the run's configuration.

    Raises:
        TrainkitError: Something is missing or damaged.
    """
    folder = checkpoint_folder(path)
    run = folder.parent.parent
    config = load_config(run / "config.yaml")
    policy = load_policy(folder, config)
    return PolicyPlayer(policy, f"{run.name}@{folder.name}", deterministic=deterministic), config
