"""Compare two ways of stepping a batch from Python, in this fresh process; prints the ratio.

    python vector_ratios.py NUM_ENVS VARIANT STEPS

Variants: `dropped` and `kept` are the speed of copied results as a share of `copy=False`, with
results dropped at once or kept in groups of 8; `threads` is the speed of two threads as a multiple
of that of one.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium.vector import AutoresetMode

from envcore.spec import N_ACTIONS

ENV_ID = "envcore:AsteroidProspector-v1"
ROUNDS = 15
KEPT = 8
PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "dropped": ({"copy": False}, {"copy": True}),
    "kept": ({"copy": False}, {"copy": True}),
    "threads": ({"copy": False, "num_threads": 1}, {"copy": False, "num_threads": 2}),
}
"""The options of the base and of what is compared with it."""


def seconds_of(envs: Any, tape: Any, variant: str) -> float:
    """Return the time that the steps take: of this thread's processor, or wall time of threads."""
    clock = time.perf_counter if variant == "threads" else time.thread_time
    most = KEPT if variant == "kept" else 0
    results: list[Any] = []
    start = clock()
    for actions in tape:
        results.append(envs.step(actions))
        if len(results) > most:
            results.clear()
    return clock() - start


def ratio_of(num_envs: int, variant: str, steps: int) -> float:
    """Return the median over rounds of how many times as fast as the base it is."""
    rows = max(2 * KEPT, steps // num_envs)
    tape = np.random.default_rng(1).integers(0, N_ACTIONS, (rows, num_envs))
    batches = []
    for options in PAIRS[variant]:
        envs = gym.make_vec(ENV_ID, num_envs, autoreset_mode=AutoresetMode.SAME_STEP, **options)
        envs.reset(seed=1)
        seconds_of(envs, tape, variant)
        batches.append(envs)
    rounds = [[seconds_of(envs, tape, variant) for envs in batches] for _ in range(ROUNDS)]
    return statistics.median(base / other for base, other in rounds)


def vector_ratio(num_envs: int, variant: str, steps: int) -> float:
    """Return the ratio as a fresh process measures it."""
    command = [sys.executable, __file__, str(num_envs), variant, str(steps)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return round(float(done.stdout), 3)


if __name__ == "__main__":
    print(ratio_of(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
