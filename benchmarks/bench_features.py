"""What memory features cost: the native kernel at each step, and training with the features.

Kernel and NumPy reference see the same episodes and the program stops if they differ in a bit.
Times are those of this thread's CPU time, medians over steps; the order changes from step to step.
Training collects a rollout and updates, without and with features, in turn; its ratios are medians
over rounds.
"""

from __future__ import annotations

import argparse
import importlib
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from machine import cpus_allowed, keep_to, machine_facts

import envcore
from envcore import spec
from trainkit.bots.greedy_miner import GreedyMiner
from trainkit.bots.prospector import Prospector
from trainkit.bots.random import RandomLegal
from trainkit.config.loading import load_config, template_path
from trainkit.envs.features import VERSIONS, Choice, MemoryFeatures, num_features
from trainkit.learn.learner import make_learner, make_worlds
from trainkit.learn.ppo import PPO
from trainkit.policies.layers import load_into
from trainkit.policies.policy_file import PolicyFile, read_policy_file
from trainkit.policies.pretrained import pretrained_path

SCHEMA = 2
SIZES = (64, 256, 1024)
TIME_MAX = 2000
PLAYERS = (RandomLegal, GreedyMiner, Prospector)
CHOICES: tuple[Choice, ...] = (True, "compact")
REFERENCE = Path(__file__).resolve().parents[1] / "packages" / "trainkit" / "tests"


class TimedMemory:
    """A memory, and the nanoseconds of each of its steps.

    Args:
        memory: The memory.
        **options: Arguments of its `observe`.
    """

    def __init__(self, memory: Any, **options: Any) -> None:
        self._memory = memory
        self._options = options
        self._spent = 0
        self.steps: list[int] = []

    def observe(self, observations: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Observe; the time counts to the next step."""
        rows: npt.NDArray[np.float32] = self._timed(
            self._memory.observe, observations, **self._options
        )
        self.steps.append(self._spent)
        self._spent = 0
        return rows

    def advance(self, actions: npt.NDArray[np.int64], ended: npt.NDArray[np.int64]) -> None:
        """Note the actions of a step and clear the memory of worlds that ended in it."""
        self._timed(self._memory.note_actions, actions)
        self._timed(self._memory.reset, ended)

    def _timed(self, call: Any, argument: Any, **options: Any) -> Any:
        start = time.thread_time_ns()
        result = call(argument, **options)
        self._spent += time.thread_time_ns() - start
        return result


def measure(player: Any, num_worlds: int, steps: int) -> dict[str, Any]:
    """Play some steps and return microseconds for a step of all worlds.

    Raises:
        SystemExit: Kernel and reference differ.
    """
    reference = importlib.import_module("features_reference").ReferenceFeatures(num_worlds)
    full, compact = (kernel(num_worlds, choice) for choice in CHOICES)
    sides = [full, TimedMemory(reference), compact]
    worlds = envcore.AsteroidProspectorVectorEnv(
        num_worlds, time_max=TIME_MAX, info="all", autoreset_mode="SameStep", copy=False
    )
    player.reset(num_worlds, 0)
    observations, infos = worlds.reset(seed=1)
    for step in range(steps):
        order = sides if step % 2 else sides[::-1]
        rows = {id(side): side.observe(observations) for side in order}
        if rows[id(full)].tobytes() != rows[id(sides[1])].tobytes():
            raise SystemExit(f"step {step}: the kernel's features differ from the reference's")
        actions = player.act(observations, infos["action_mask"])
        observations, _, terminated, truncated, infos = worlds.step(actions)
        ended = np.flatnonzero(terminated | truncated)
        for side in order:
            side.advance(actions, ended)
    native, numpy, small = (statistics.median(side.steps) / 1000 for side in sides)
    return {
        "player": player.name,
        "worlds": num_worlds,
        "kernel_us": round(native, 1),
        "kernel_ns_per_world": round(1000 * native / num_worlds),
        "compact_us": round(small, 1),
        "numpy_us": round(numpy, 1),
        "ratio": round(numpy / native, 2),
    }


def kernel(num_worlds: int, choice: Choice) -> TimedMemory:
    """Return the native kernel of a choice of features."""
    version = VERSIONS[choice]
    assert version is not None
    out = np.empty((num_worlds, spec.OBS_DIM + num_features(version)), np.float32)
    return TimedMemory(MemoryFeatures(num_worlds, version), out=out)


def training_ratios(rounds: int) -> dict[str, float]:
    """Return the CPU time of training over that without features, with default.yaml's settings."""
    torch.set_num_threads(1)
    learners = {choice: default_learner(choice) for choice in (False, *CHOICES)}
    spent: dict[Choice, list[float]] = {choice: [] for choice in learners}
    for number in range(rounds + 1):
        choices = list(learners)
        for choice in choices[number % 3 :] + choices[: number % 3]:
            start = time.process_time()
            learners[choice].collect()
            learners[choice].update()
            spent[choice].append(time.process_time() - start)
    plain = spent[False][1:]  # the first round allocates
    return {
        str(choice).lower(): round(
            statistics.median(a / b for a, b in zip(spent[choice][1:], plain, strict=True)), 3
        )
        for choice in CHOICES
    }


def default_learner(choice: Choice) -> PPO:
    """Return a learner with default.yaml's settings, `pretrained:default`'s skill and features.

    At first the policy makes nothing of the features. One without skill dies too often: worlds that
    restart cost more than steps.
    """
    config = load_config(
        template_path("default"),
        ["device=cpu", f"network.engineered_features={json.dumps(choice)}"],
    )
    learner = make_learner(config, make_worlds(config))
    file = read_policy_file(pretrained_path("pretrained:default"))
    extra = num_features(VERSIONS[choice])
    tensors = file.tensors | {
        name: np.concatenate([array, np.full((*array.shape[:-1], extra), fill, np.float32)], -1)
        for name, fill in (("trunk.0.weight", 0), ("normaliser.mean", 0), ("normaliser.scale", 1))
        for array in (file.tensors[name],)
    }
    load_into(learner.policy, PolicyFile(file.header, tensors))
    return learner


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=300, help="of each case (default 300)")
    parser.add_argument("--rounds", type=int, default=15, help="of training (default 15)")
    parser.add_argument("--out", type=Path, help="file for the report")
    given = parser.parse_args()
    sys.path.insert(0, str(REFERENCE))
    keep_to(set(sorted(cpus_allowed())[-1:]))
    cases = [measure(player(), size, given.steps) for size in SIZES for player in PLAYERS]
    report = {
        "schema": SCHEMA,
        "machine": machine_facts(),
        "steps": given.steps,
        "cases": cases,
        "rounds": given.rounds,
        "training": training_ratios(given.rounds),
    }
    text = json.dumps(report, indent=1)
    print(text)
    if given.out is not None:
        given.out.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
