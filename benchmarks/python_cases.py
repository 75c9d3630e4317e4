"""What is timed from Python: the vector environment, the single one, and the import."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import gymnasium as gym
import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode
from tours import TOUR_SEED, read_tours

from envcore.spec import N_ACTIONS

ENV_ID = "envcore:AsteroidProspector-v1"
SEED = 7
WARM_ROWS = 400
TOUR_PLACES = 8  # of each tour that worlds start at, as in worlds/scenario.cpp
SINGLE_TOUR = 16  # the first of a bot whose episodes do not end within its tour

Case = Callable[[], float]
"""Takes a fixed number of steps or resets; returns nanoseconds of CPU time for each."""


def timed(run: Callable[[], object], count: int) -> float:
    """Return nanoseconds of this thread's CPU time for each of `count`."""
    start = time.thread_time_ns()
    run()
    return (time.thread_time_ns() - start) / count


def vector_case(workload: str, num_envs: int, steps: int, **kwargs: Any) -> Case:
    """Return a case that steps worlds through gym.make_vec, some hundred steps into episodes."""
    envs: Any = gym.make_vec(ENV_ID, num_envs, autoreset_mode=AutoresetMode.SAME_STEP, **kwargs)
    rows = max(1, steps // num_envs)
    if workload == "wild":
        envs.reset(seed=SEED)
        tape = iter_forever(np.random.default_rng(SEED).integers(0, N_ACTIONS, (rows, num_envs)))
        for _ in range(WARM_ROWS):
            envs.step(next(tape))
    else:
        tape = iter_forever(start_tours(envs, read_tours().astype(np.int64)))

    def run() -> None:
        for _ in range(rows):
            envs.step(next(tape))

    return lambda: timed(run, rows * num_envs)


def start_tours(envs: Any, tours: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Put the worlds where those of the C++ case stand; return their actions, (rows, worlds)."""
    num_tours, length = tours.shape
    worlds = np.arange(envs.num_envs)
    places = WARM_ROWS + worlds // num_tours % TOUR_PLACES * ((length - WARM_ROWS) // TOUR_PLACES)
    env: Any = gym.make(ENV_ID, disable_env_checker=True).unwrapped
    states = []
    for i in range(min(envs.num_envs, num_tours * TOUR_PLACES)):
        env.reset(seed=TOUR_SEED + i % num_tours)
        left = tours[i % num_tours, : places[i]]
        while len(left) > 0:
            if env.has_ended:
                env.reset()
            left = left[env.run(left)[0] :]
        if env.has_ended:
            env.reset()
        states.append(env.get_state())
    envs.set_states([states[i % len(states)] for i in worlds])
    rows = (places + np.arange(length)[:, None]) % length
    actions: npt.NDArray[np.int64] = tours[worlds % num_tours, rows]
    return actions


def iter_forever(rows: npt.NDArray[np.int64]) -> Any:
    """Yield the rows, over and over."""
    while True:
        yield from rows


def single_step_case(steps: int) -> Case:
    """Return a case that steps one environment through a tour, with its default info."""
    env = gym.make(ENV_ID, disable_env_checker=True).unwrapped
    actions = read_tours()[SINGLE_TOUR].tolist()[:steps]

    def run() -> None:
        step = env.step
        for action in actions:
            step(action)

    def case() -> float:
        env.reset(seed=TOUR_SEED + SINGLE_TOUR)
        return timed(run, len(actions))

    return case


def single_reset_case(resets: int, is_seeded: bool) -> Case:
    """Return a case that resets one environment."""
    env = gym.make(ENV_ID, disable_env_checker=True).unwrapped
    env.reset(seed=SEED)

    def run() -> None:
        for i in range(resets):
            env.reset(seed=i if is_seeded else None)

    return lambda: timed(run, resets)


def import_milliseconds() -> float:
    """Return what `import envcore` costs beyond numpy and gymnasium, in a fresh process."""
    code = (
        "import time, numpy, gymnasium, gymnasium.vector\n"
        "start = time.process_time()\n"
        "import envcore\n"
        "print(1000 * (time.process_time() - start))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)


def peak_gibibytes(num_envs: int, rows: int) -> float:
    """Return the peak memory of a fresh process that steps so many worlds, in GiB."""
    code = (
        "import resource, numpy as np, envcore\n"
        f"envs = envcore.AsteroidProspectorVectorEnv({num_envs}, copy=False)\n"
        "envs.reset(seed=1)\n"
        "rng = np.random.default_rng(1)\n"
        f"for _ in range({rows}): envs.step(rng.integers(0, {N_ACTIONS}, {num_envs}))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)
