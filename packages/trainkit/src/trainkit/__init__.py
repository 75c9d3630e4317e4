"""Train policies of Asteroid Belt Prospector with Stable-Baselines3 and compare them."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainkit.siblings import check_siblings

if TYPE_CHECKING:
    from trainkit.envs.vec_env import BatchVecEnv
    from trainkit.policies.trained import TrainedPolicy

__version__ = version("trainkit")
__all__ = ["BatchVecEnv", "load_policy"]

check_siblings("trainkit", "envcore", "replaykit")


def __getattr__(name: str) -> Any:
    """Import BatchVecEnv when it is first used: Stable-Baselines3 takes seconds."""
    if name != "BatchVecEnv":
        raise AttributeError(f"module 'trainkit' has no attribute {name!r}")
    from trainkit.envs.vec_env import BatchVecEnv  # noqa: PLC0415

    return BatchVecEnv


def __dir__() -> list[str]:
    """Return the names of the module, BatchVecEnv included before its first use."""
    return sorted({*globals(), *__all__})


def load_policy(
    source: str | Path, *, deterministic: bool = False, seed: int | None = None
) -> TrainedPolicy:
    """Load a trained policy, ready to act.

    Args:
        source: A policy file (docs/formats/policy.md), `pretrained:NAME`, a run folder, a
            checkpoint, or a URL of one.
        deterministic: Whether to take the most likely action instead of sampling; such policies
            tend to get stuck in loops here.
        seed: Of its random numbers, 0..2^63-1; None takes one from the system.

    Returns:
        The policy; `act(observation, mask)` returns its action.

    Raises:
        trainkit.errors.TrainkitError: There is none, or it is damaged, or of another spec or
            version of the memory features.
    """
    # imported here: torch takes seconds, and most of the package does not need it
    from trainkit.policies.trained import TrainedPolicy  # noqa: PLC0415
    from trainkit.runs.export import policy_file_at  # noqa: PLC0415

    return TrainedPolicy(policy_file_at(source), deterministic=deterministic, seed=seed)
