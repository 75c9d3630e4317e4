"""How many threads torch uses: one for each core that is free when a run starts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from trainkit.config.schema import RunConfig
from trainkit.ranks import Ranks

_THREADS_MAX: Final = 8  # networks of this size gain nothing from more
_QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")  # of a container on Linux: microseconds and period


def threads_of(config: RunConfig, ranks: Ranks) -> int:
    """Return the threads of each process: those configured, or a share of the free cores."""
    if config.torch_threads != "auto":
        return config.torch_threads
    return max(min(free_cores() // ranks.local_size, _THREADS_MAX), 1)


def free_cores() -> int:
    """Return how many cores this process may use and other work leaves free, 1 or more."""
    cores = os.cpu_count() or 1
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    usable = min(_affinity(cores), _quota(cores))
    return max(min(usable, round(cores - load)), 1)


def _affinity(cores: int) -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores


def _quota(cores: int) -> int:
    """Return the whole cores that the container grants, all of them without a limit."""
    try:
        quota, period = _QUOTA.read_text().split()
        return max(int(quota) // int(period), 1)
    except (OSError, ValueError):  # no cgroup, or the text "max"
        return cores
