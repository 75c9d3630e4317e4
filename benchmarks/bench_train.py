"""What worlds, windows, metrics and logging add to the same SB3 PPO on worlds that do nothing."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from stable_baselines3.common.callbacks import CallbackList
from stable_baselines3.common.logger import configure
from stable_baselines3.common.vec_env import VecEnv

import envcore
from envcore.spaces import action_space, observation_space
from trainkit.config.schema import RunConfig
from trainkit.files import read_jsonl
from trainkit.learn.learner import make_learner
from trainkit.learn.trainer import train

SCHEMA = 1
NUM_ENVS, ROLLOUT_STEPS, BATCH_SIZE, HIDDEN = 256, 64, 8192, [64, 64]
STEPS_ON = 30
NOT_TRAINING = ("evaluate", "replay")  # timed apart


class NothingVecEnv(VecEnv):
    """Worlds that cost nothing: the same arrays at every step, and no episode ends.

    The arrays are those of real worlds some steps on, for a distribution with real masks costs
    torch more than one without.
    """

    def __init__(self, num_envs: int) -> None:
        super().__init__(num_envs, observation_space(), action_space())
        worlds = envcore.AsteroidProspectorVectorEnv(num_envs, time_max=2000)
        observations, infos = worlds.reset(seed=0)
        rng = np.random.default_rng(0)
        for _ in range(STEPS_ON):
            masks = infos["action_mask"]
            actions = np.where(masks, rng.random(masks.shape), -1.0).argmax(axis=1)
            observations, rewards, _, _, infos = worlds.step(actions)
        self._observations = observations
        self._rewards = rewards.astype(np.float32)
        self._dones = np.zeros(num_envs, np.bool_)
        self._masks = infos["action_mask"].astype(np.bool_)
        self._infos: list[dict[str, Any]] = [{} for _ in range(num_envs)]

    def reset(self) -> npt.NDArray[np.float32]:
        """Return the observations."""
        return self._observations

    def step_async(self, actions: npt.NDArray[np.int64]) -> None:
        """Do nothing."""

    def step_wait(self) -> tuple[Any, Any, Any, list[dict[str, Any]]]:
        """Return the same again; rewards are copied, for SB3 writes into them."""
        return self._observations, self._rewards.copy(), self._dones, self._infos

    def close(self) -> None:
        """Do nothing."""

    def has_attr(self, attr_name: str) -> bool:
        """Whether it is the masks."""
        return attr_name == "action_masks"

    def env_method(self, *_: Any, **__: Any) -> Any:
        """Return the masks."""
        return self._masks

    def env_is_wrapped(self, *_: Any, **__: Any) -> list[bool]:
        """No world is wrapped."""
        return [False] * self.num_envs

    def get_attr(self, *_: Any, **__: Any) -> list[Any]:
        """Return None for all that SB3 asks for, the render mode."""
        return [None] * self.num_envs

    def set_attr(self, *_: Any, **__: Any) -> None:
        """Refuse: there are none."""
        raise AttributeError


def make_config(folder: Path, epochs: int, windows: int, rollouts: int) -> RunConfig:
    """Return the run that is measured."""
    return RunConfig.model_validate(
        {
            "run_dir": str(folder),
            "windows": windows,
            "window_steps": NUM_ENVS * ROLLOUT_STEPS * rollouts,
            "num_envs": NUM_ENVS,
            "rollout_steps": ROLLOUT_STEPS,
            "ppo": {"n_epochs": epochs, "batch_size": BATCH_SIZE},
            "network": {"hidden": HIDDEN},
            "evaluation": {"episodes": 0},
        }
    )


def time_nothing(config: RunConfig) -> dict[str, float]:
    """Return seconds a step of plain SB3 on worlds that do nothing; the first window warms up."""
    torch.set_num_threads(config.torch_threads)
    env = NothingVecEnv(NUM_ENVS)
    learner = make_learner(config, env)
    learner.set_logger(configure(None, []))
    _, callback = learner._setup_learn(config.total_steps, CallbackList([]))
    rollouts = config.window_steps // (NUM_ENVS * ROLLOUT_STEPS)
    spent = {"wall": 0.0, "cpu": 0.0, "collect_cpu": 0.0}
    for rollout in range(config.windows * rollouts):
        if rollout == rollouts:
            spent = dict.fromkeys(spent, 0.0)  # the first window is over
        began, cpu_began = time.perf_counter(), time.process_time()
        learner.collect_rollouts(env, callback, learner.rollout_buffer, ROLLOUT_STEPS)
        spent["collect_cpu"] += time.process_time() - cpu_began
        learner._update_current_progress_remaining(learner.num_timesteps, config.total_steps)
        learner.train()
        spent["wall"] += time.perf_counter() - began
        spent["cpu"] += time.process_time() - cpu_began
    steps = (config.windows - 1) * config.window_steps
    return {clock: seconds / steps for clock, seconds in spent.items()}


def time_training(config: RunConfig) -> dict[str, float]:
    """Return seconds a step of a run, all but evaluation and replays, after its first window."""
    train(config)
    rows = read_jsonl(config.run_path / "metrics" / "timing.jsonl")[1:]
    steps = len(rows) * config.window_steps
    apart = {
        name: sum(r[name][p] for r in rows for p in NOT_TRAINING if p in r[name])
        for name in ("phases", "cpu_phases")
    }
    return {
        "wall": (sum(row["wall_s"] for row in rows) - apart["phases"]) / steps,
        "cpu": (sum(row["cpu_s"] for row in rows) - apart["cpu_phases"]) / steps,
        "collect_cpu": sum(row["cpu_phases"]["collect"] for row in rows) / steps,
        "checkpoint_cpu": sum(row["cpu_phases"]["checkpoint"] for row in rows) / steps,
        "apart_cpu": apart["cpu_phases"] / steps,
    }


def measure(epochs: int, rounds: int, windows: int, rollouts: int) -> dict[str, Any]:
    """Run both in turn, round by round, and return medians."""
    ours: list[dict[str, float]] = []
    plain: list[dict[str, float]] = []
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            config = make_config(Path(folder) / "run", epochs, windows, rollouts)
            order = [(plain, time_nothing), (ours, time_training)]
            for found, timed in order if number % 2 else reversed(order):
                found.append(timed(config))
    ratios = {
        clock: [a[clock] / b[clock] - 1 for a, b in zip(ours, plain, strict=True)]
        for clock in ("wall", "cpu")
    }
    return {
        "epochs": epochs,
        "overhead_cpu": statistics.median(ratios["cpu"]),
        "overhead_cpu_all": ratios["cpu"],
        "overhead_wall": statistics.median(ratios["wall"]),
        "steps_per_s_cpu": 1 / statistics.median(row["cpu"] for row in ours),
        "steps_per_s_cpu_of_nothing": 1 / statistics.median(row["cpu"] for row in plain),
        # what the overhead is made of, as shares of plain SB3's CPU time
        "overhead_cpu_of_collecting": statistics.median(
            (a["collect_cpu"] - b["collect_cpu"]) / b["cpu"]
            for a, b in zip(ours, plain, strict=True)
        ),
        "overhead_cpu_of_checkpoints": statistics.median(
            a["checkpoint_cpu"] / b["cpu"] for a, b in zip(ours, plain, strict=True)
        ),
        "evaluation_and_replay_cpu": statistics.median(
            row["apart_cpu"] / row["cpu"] for row in ours
        ),
    }


def main() -> None:
    """Measure with 1 and 3 epochs and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--windows", type=int, default=4, help="the first warms up")
    parser.add_argument("--rollouts", type=int, default=8, help="in a window")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    stdout, sys.stdout = sys.stdout, sys.stderr  # a run's lines do not belong to the JSON
    cases = [
        measure(epochs, arguments.rounds, arguments.windows, arguments.rollouts)
        for epochs in (1, 3)
    ]
    sys.stdout = stdout
    report = {
        "schema": SCHEMA,
        "what": f"{NUM_ENVS} worlds, net {HIDDEN}, rollouts of {NUM_ENVS * ROLLOUT_STEPS}, "
        f"batches of {BATCH_SIZE}, one thread",
        "machine": {
            "platform": platform.platform(),
            "cpus": len(os.sched_getaffinity(0)),
            "load": os.getloadavg()[0],
        },
        "versions": {n: version(n) for n in ("envcore", "trainkit", "stable-baselines3", "torch")},
        "cases": cases,
    }
    text = json.dumps(report, indent=2)
    print(text)
    if arguments.out is not None:
        arguments.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
