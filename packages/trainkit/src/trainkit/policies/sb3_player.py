"""A model of Stable-Baselines3 or sb3-contrib as a player, from the zip of its `save`."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sb3_contrib
import stable_baselines3
import torch

from envcore import spec
from trainkit.copies import CopiedWhole
from trainkit.envs.features import VERSIONS, MemoryFeatures, num_features
from trainkit.errors import PolicyFileError


class SB3Player(CopiedWhole):
    """Takes the actions of a model, with random numbers of its own.

    PPO, A2C, TRPO, DQN, QR-DQN, MaskablePPO and RecurrentPPO are known; the last one learned about
    masks only if it is trainkit's. Value-based models play greedily.

    Args:
        path: The zip. Loading runs code that is pickled in it.
        deterministic: Whether to take the most likely action instead of sampling.

    Raises:
        PolicyFileError: It is not a model, or not one for these observations and actions.
    """

    def __init__(self, path: Path, *, deterministic: bool = False) -> None:
        self.name = path.stem
        algorithm = _algorithm_of(path)
        try:
            self._model = algorithm.load(path, device="cpu")
        except Exception as error:
            reason = " ".join(str(error).split())
            raise PolicyFileError(
                f"policy {path}: Stable-Baselines3 cannot load it: {type(error).__name__}: {reason}"
            ) from error
        self._features_version = _features_version(self._model, path)
        self._takes_masks = algorithm is sb3_contrib.MaskablePPO
        is_value_based = algorithm in {stable_baselines3.DQN, sb3_contrib.QRDQN}
        self._deterministic = deterministic or is_value_based

    def reset(self, num_worlds: int, seed: int) -> None:
        """Seed the random numbers; every world starts an episode."""
        self._random = torch.Generator().manual_seed(seed).get_state()
        self._state: Any = None
        self._starts = np.ones(num_worlds, np.bool_)
        version = self._features_version
        self._memory = None if version is None else MemoryFeatures(num_worlds, version)

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return an action for each world; torch's global generator is left as it was."""
        rows = observations if self._memory is None else self._memory.observe(observations)
        arguments = {"action_masks": masks != 0} if self._takes_masks else {}
        with torch.random.fork_rng(devices=[]):
            torch.set_rng_state(self._random)
            chosen, self._state = self._model.predict(
                rows,
                state=self._state,
                episode_start=self._starts,
                deterministic=self._deterministic,
                **arguments,
            )
            self._random = torch.get_rng_state()
        self._starts = np.zeros(len(rows), np.bool_)
        actions: npt.NDArray[np.int64] = np.asarray(chosen).astype(np.int64)
        if self._memory is not None:
            self._memory.note_actions(actions)
        return actions


def _algorithm_of(path: Path) -> Any:
    """Return the class of the model in a zip, from its plain JSON: nothing is unpickled."""
    try:
        with zipfile.ZipFile(path) as archive:
            data = json.loads(archive.read("data"))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise PolicyFileError(
            f"policy {path}: not a zip of Stable-Baselines3's save(): {error}"
        ) from None
    modules = [
        value.get("__module__") or ""
        for key in ("policy_class", "rollout_buffer_class")
        if isinstance(value := data.get(key), dict)
    ]
    found = (
        (sb3_contrib.MaskablePPO, any("maskable" in module for module in modules)),
        (sb3_contrib.RecurrentPPO, any("recurrent" in module for module in modules)),
        (sb3_contrib.QRDQN, any("qrdqn" in module for module in modules)),
        (stable_baselines3.DQN, "exploration_fraction" in data),
        (sb3_contrib.TRPO, "cg_max_steps" in data),
        (stable_baselines3.PPO, "clip_range" in data),
        (stable_baselines3.A2C, "gae_lambda" in data),
    )
    for algorithm, is_it in found:
        if is_it:
            return algorithm
    names = ", ".join(algorithm.__name__ for algorithm, _ in found)
    raise PolicyFileError(f"policy {path}: a model of an unknown class, expected one of {names}")


def _features_version(model: Any, path: Path) -> int | None:
    """Return the version of the memory features that a model reads, by the width of its inputs.

    Raises:
        PolicyFileError: It is a model for other observations or actions.
    """
    widths = {spec.OBS_DIM + num_features(version): version for version in VERSIONS.values()}
    shape = tuple(model.observation_space.shape or ())
    actions = getattr(model.action_space, "n", None)
    if len(shape) != 1 or shape[0] not in widths or actions != spec.N_ACTIONS:
        plain, *wide = (f"({width},)" for width in widths)
        raise PolicyFileError(
            f"policy {path}: a model for observations {shape} and {actions} actions, expected "
            f"{plain} or, with memory features, {' or '.join(wide)}, and {spec.N_ACTIONS} actions"
        )
    return widths[shape[0]]
