"""Steps per second of envcore from Python: one world and batches, as medians of paired rounds."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np

import envcore
from envcore.batch_arrays import InfoLevel
from envcore.spec import N_ACTIONS, SPEC_DIGEST

SCHEMA = 1
ACTION_ROWS = 512  # actions are drawn beforehand: drawing them is not what is measured
TIME_MAX = 2000
SEED = 1

Case = Callable[[], int]
"""Takes a fixed number of environment steps and returns how many."""


def single_case(steps: int) -> Case:
    """Return a case that steps one world through the Gymnasium environment."""
    env = envcore.AsteroidProspectorEnv(time_max=TIME_MAX)
    env.reset(seed=SEED)
    actions = np.random.default_rng(SEED).integers(0, N_ACTIONS, steps).tolist()

    def run() -> int:
        for action in actions:
            _, _, terminated, truncated, _ = env.step(action)
            if terminated or truncated:
                env.reset()
        return steps

    return run


def vector_case(num_envs: int, num_threads: int, info: InfoLevel, steps: int) -> Case:
    """Return a case that steps worlds through the native vector environment."""
    envs = envcore.AsteroidProspectorVectorEnv(
        num_envs,
        time_max=TIME_MAX,
        info=info,
        num_threads=num_threads,
        copy=False,
        autoreset_mode=gym.vector.AutoresetMode.SAME_STEP,
    )
    envs.reset(seed=SEED)
    rows = np.random.default_rng(SEED).integers(0, N_ACTIONS, (ACTION_ROWS, num_envs))
    calls = max(1, steps // num_envs)

    def run() -> int:
        for i in range(calls):
            envs.step(rows[i % ACTION_ROWS])
        return calls * num_envs

    return run


def make_cases(steps: int, threads: int) -> dict[str, Case]:
    """Return the cases by name; each takes about as many steps."""
    cases = {
        "single": single_case(steps // 10),
        "vector_1": vector_case(1, 1, "mask", steps // 10),
        "vector_64": vector_case(64, 1, "mask", steps),
        "vector_1024": vector_case(1024, 1, "mask", steps),
        "vector_1024_info_none": vector_case(1024, 1, "none", steps),
        "vector_1024_info_all": vector_case(1024, 1, "all", steps),
    }
    if threads > 1:
        cases[f"vector_1024_threads_{threads}"] = vector_case(1024, threads, "mask", steps)
    return cases


def measure(cases: dict[str, Case], rounds: int) -> dict[str, list[float]]:
    """Return steps per second of each case and round; in a round every case runs once."""
    for case in cases.values():
        case()  # warm caches, pools and episodes
    rates: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, case in cases.items():
            start = time.perf_counter()
            taken = case()
            rates[name].append(taken / (time.perf_counter() - start))
    return rates


def report_of(rates: dict[str, list[float]]) -> dict[str, Any]:
    """Return what was measured, with ratios to the single environment round by round."""
    rows = {}
    for name, values in rates.items():
        low, _, high = statistics.quantiles(values, n=4)
        ratios = [value / single for value, single in zip(values, rates["single"], strict=True)]
        rows[name] = {
            "steps_per_s": round(statistics.median(values)),
            "q25": round(low),
            "q75": round(high),
            "ratio_to_single": round(statistics.median(ratios), 2),
        }
    return {
        "schema": SCHEMA,
        "benchmark": "step",
        "machine": machine_facts(),
        "time_max": TIME_MAX,
        "actions": "uniform over 0..68, drawn beforehand",
        "rounds": len(rates["single"]),
        "results": rows,
    }


def machine_facts() -> dict[str, Any]:
    """Return what a reader needs to know of the machine and the versions."""
    return {
        "cpu": cpu_name(),
        "cpus": cpu_count(),
        "system": platform.system(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "gymnasium": gym.__version__,
        "envcore": envcore.__version__,
        "spec_digest": SPEC_DIGEST,
    }


def cpu_name() -> str:
    """Return the processor's name where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown"


def cpu_count() -> int:
    """Return how many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="7 or more (default 9)")
    parser.add_argument("--steps", type=int, default=200_000, help="per round and case")
    parser.add_argument("--out", type=Path, help="also write the report to this file")
    given = parser.parse_args()
    if given.rounds < 7 or given.steps < 10_000:
        parser.error(
            f"--rounds {given.rounds} --steps {given.steps}: expected 7 or more rounds of "
            "10000 or more steps"
        )
    text = json.dumps(
        report_of(measure(make_cases(given.steps, cpu_count()), given.rounds)), indent=2
    )
    print(text)
    if given.out is not None:
        given.out.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
