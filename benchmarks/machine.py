"""What a reader needs to know of the machine and the versions that a figure comes from."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np

import envcore
from envcore import _native


def machine_facts() -> dict[str, Any]:
    """Return the machine, the versions and the build."""
    return {
        "cpu": cpu_name(),
        "cpus": cpu_count(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "system": platform.system(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "gymnasium": gym.__version__,
        "envcore": envcore.__version__,
        "kernel": _native.KERNEL,
        "world_bytes": _native.WORLD_BYTES,
    }


def cpu_name() -> str:
    """Return the processor's name if the system has it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    facts = {line.partition(":")[0].strip(): line.partition(":")[2].strip() for line in lines}
    name = facts.get("model name", "unknown")
    return f"{name} (family {facts.get('cpu family')}, model {facts.get('model')})"


def cpu_count() -> int:
    """Return how many processors this process may use."""
    return len(cpus_allowed()) or os.cpu_count() or 1


def cpus_allowed() -> set[int]:
    """Return the processors that this process may use; empty if the system does not list them."""
    affinity = getattr(os, "sched_getaffinity", None)
    return set(affinity(0)) if affinity else set()


def keep_to(cpus: set[int], pid: int = 0) -> None:
    """Pin a process, this one by default, and its future children to these CPUs.

    Does nothing on systems without processor affinity.
    """
    if cpus and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(pid, cpus)
