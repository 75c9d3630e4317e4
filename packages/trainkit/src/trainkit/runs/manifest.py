"""manifest.json of a run: versions, digests and the command that started it."""

from __future__ import annotations

import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from envcore import spec
from trainkit.config.schema import RunConfig
from trainkit.envs.features import VERSIONS

_PACKAGES = ("envcore", "replaykit", "trainkit", "gymnasium", "numpy", "stable-baselines3")
_TORCH_PACKAGES = ("sb3-contrib", "torch")


def now() -> str:
    """Return the time in UTC as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def features_version(config: RunConfig) -> int | None:
    """Return the version of the memory features that a policy reads, None if it reads none."""
    return VERSIONS[config.network.engineered_features]


def manifest_of(config: RunConfig, *, torch_threads: int, processes: int) -> dict[str, Any]:
    """Return the manifest of a new run.

    Args:
        config: Of the run.
        torch_threads: Of each process; the last bits of results depend on both.
        processes: That train the run together.
    """
    return {
        "schema": 1,
        "created": now(),
        "command": sys.argv,
        "config_digest": config.digest(),
        "spec_digest": spec.SPEC_DIGEST,
        "features_version": features_version(config),
        "seed": str(config.seed),
        "torch_threads": torch_threads,
        "processes": processes,
        "versions": {name: version(name) for name in (*_PACKAGES, *_TORCH_PACKAGES)},
        "python": platform.python_version(),
        "platform": platform.platform(),
    }
