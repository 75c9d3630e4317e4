"""How fast training is: against other loops, by processes, and what surrounds the learner."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from pufferl_peer import load_pufferl, pufferl_peer

from trainkit.config.loading import load_config, template_path
from trainkit.config.schema import RunConfig
from trainkit.files import read_jsonl
from trainkit.learn.trainer import train

from training_peers import PEERS, NothingWorlds, Peer, Trainkit

SCHEMA = 2
NUM_ENVS, ROLLOUT_STEPS, BATCH_SIZE, HIDDEN = 256, 64, 8192, [64, 64]
NOT_TRAINING = ("evaluate", "replay")  # timed apart
NETS: dict[str, dict[str, Any]] = {
    "default.yaml": {},
    "256x256, separate": {"hidden": [256, 256], "shared_trunk": False},
}
PROCESSES = (1, 2)
PUFFERL = "PuffeRL, no masks"

Peers = dict[str, Callable[[RunConfig], Peer]]


def make_config(folder: Path, epochs: int, windows: int, rollouts: int) -> RunConfig:
    """Return the run whose surroundings are measured."""
    return RunConfig.model_validate(
        {
            "run_dir": str(folder),
            "windows": windows,
            "window_steps": NUM_ENVS * ROLLOUT_STEPS * rollouts,
            "num_envs": NUM_ENVS,
            "rollout_steps": ROLLOUT_STEPS,
            "torch_threads": 1,
            "ppo": {"n_epochs": epochs, "batch_size": BATCH_SIZE},
            "network": {"hidden": HIDDEN},
            "evaluation": {"episodes": 0},
        }
    )


def time_nothing(config: RunConfig) -> dict[str, float]:
    """Return seconds a step of the learner on worlds that do nothing; the first window warms up."""
    torch.set_num_threads(1)
    learner = Trainkit(config, NothingWorlds(config))
    rollouts = config.window_steps // (NUM_ENVS * ROLLOUT_STEPS)
    spent = dict.fromkeys(("wall", "cpu", "collect_cpu"), 0.0)
    for rollout in range(config.windows * rollouts):
        if rollout == rollouts:
            spent = dict.fromkeys(spent, 0.0)  # the first window is over
        began, cpu_began = time.perf_counter(), time.process_time()
        learner.collect()
        spent["collect_cpu"] += time.process_time() - cpu_began
        learner.update()
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


def measure_overhead(epochs: int, rounds: int, windows: int, rollouts: int) -> dict[str, Any]:
    """Run a run and the bare learner in turn, round by round, and return medians."""
    ours: list[dict[str, float]] = []
    bare: list[dict[str, float]] = []
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            config = make_config(Path(folder) / "run", epochs, windows, rollouts)
            order = [(bare, time_nothing), (ours, time_training)]
            for found, timed in order if number % 2 else reversed(order):
                found.append(timed(config))
    pairs = list(zip(ours, bare, strict=True))

    def median(share: Callable[[dict[str, float], dict[str, float]], float]) -> float:
        return statistics.median(share(a, b) for a, b in pairs)

    return {
        "epochs": epochs,
        "overhead_over_learner_cpu": median(lambda a, b: a["cpu"] / b["cpu"] - 1),
        "overhead_over_learner_wall": median(lambda a, b: a["wall"] / b["wall"] - 1),
        "steps_per_s_cpu": 1 / statistics.median(row["cpu"] for row in ours),
        "steps_per_s_cpu_of_learner": 1 / statistics.median(row["cpu"] for row in bare),
        # the parts of the overhead, as shares of the bare learner's CPU time
        "overhead_of_worlds": median(lambda a, b: (a["collect_cpu"] - b["collect_cpu"]) / b["cpu"]),
        "overhead_of_checkpoints": median(lambda a, b: a["checkpoint_cpu"] / b["cpu"]),
        "evaluation_and_replay": median(lambda a, _: a["apart_cpu"] / a["cpu"]),
    }


def peers_config(network: dict[str, Any]) -> RunConfig:
    """Return default.yaml with another network."""
    overrides = [f"network.{key}={json.dumps(value)}" for key, value in network.items()]
    return load_config(template_path("default"), overrides)


def find_peers(pufferlib: Path | None, folder: Path) -> tuple[Peers, dict[str, str]]:
    """Return the peers, and why one is skipped; PuffeRL is built in the folder."""
    if pufferlib is None:
        return dict(PEERS), {PUFFERL: "name its source distribution by --pufferlib FILE"}
    try:
        pufferl = load_pufferl(pufferlib, folder)
    except Exception as error:  # whatever another project's build raises
        lines = str(error).splitlines() or [""]
        return dict(PEERS), {PUFFERL: f"{type(error).__name__}: {lines[0]}"}
    return PEERS | {PUFFERL: pufferl_peer(pufferl)}, {}


def measure_peers(
    makers: Peers, net: str, threads: int, rounds: int, rollouts: int
) -> dict[str, Any]:
    """Let every peer train in turn, round by round; return medians of steps/s and of ratios."""
    config = peers_config(NETS[net])
    torch.set_num_threads(threads)
    peers = {name: make(config) for name, make in makers.items()}
    steps = rollouts * config.num_envs * config.rollout_steps
    found: dict[str, list[float]] = {name: [] for name in peers}
    for peer in peers.values():
        peer.rollout()  # warms up
    for number in range(rounds):
        for name in list(peers) if number % 2 else reversed(list(peers)):
            began = time.perf_counter()
            for _ in range(rollouts):
                peers[name].rollout()
            found[name].append(steps / (time.perf_counter() - began))
    ratios = {
        name: statistics.median(a / b for a, b in zip(found["trainkit"], rates, strict=True))
        for name, rates in found.items()
        if name != "trainkit"
    }
    rates = {name: statistics.median(values) for name, values in found.items()}
    return {"net": net, "threads": threads, "steps_per_s": rates, "trainkit_over": ratios}


def measure_processes(rounds: int, windows: int) -> list[dict[str, Any]]:
    """Run default.yaml with each number of processes in turn; return medians of steps/s."""
    found: dict[int, list[float]] = {count: [] for count in PROCESSES}
    for _ in range(rounds):
        for count in PROCESSES:
            with tempfile.TemporaryDirectory() as folder:
                found[count].append(time_processes(Path(folder) / "run", count, windows))
    one = found[PROCESSES[0]]
    return [
        {
            "processes": count,
            "steps_per_s": statistics.median(rates),
            "over_one": statistics.median(a / b for a, b in zip(rates, one, strict=True)),
        }
        for count, rates in found.items()
    ]


def time_processes(run: Path, count: int, windows: int) -> float:
    """Return the steps/s of collecting and learning of a run, after its first window."""
    code = "from trainkit.cli.main import main; main()"
    settings = {"run_dir": run, "windows": windows, "torch_threads": 1, "evaluation.episodes": 0}
    overrides = [f"--set={key}={value}" for key, value in settings.items()]
    command = [sys.executable, "-c", code, "run", "default", "--processes", str(count)]
    subprocess.run([*command, *overrides], check=True, stdout=subprocess.DEVNULL)
    rows = read_jsonl(run / "metrics" / "timing.jsonl")[1:]
    seconds: float = sum(row["phases"]["collect"] + row["phases"]["train"] for row in rows)
    return len(rows) * load_config(template_path("default")).window_steps / seconds


def machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    cpus = len(os.sched_getaffinity(0))
    return {"platform": platform.platform(), "cpus": cpus, "load": os.getloadavg()[0]}


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--windows", type=int, default=4, help="the first warms up")
    parser.add_argument("--rollouts", type=int, default=8, help="in a window")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--pufferlib", type=Path, help="pufferlib-3.0.0.tar.gz, for its trainer")
    given = parser.parse_args()
    stdout, sys.stdout = sys.stdout, sys.stderr  # a run's lines do not belong to the JSON
    overheads = [
        measure_overhead(epochs, given.rounds, given.windows, given.rollouts) for epochs in (1, 3)
    ]
    with tempfile.TemporaryDirectory() as folder:
        makers, skipped = find_peers(given.pufferlib, Path(folder))
        peers = [
            measure_peers(makers, net, threads, given.rounds, max(given.rollouts // 4, 1))
            for net in NETS
            for threads in PROCESSES
        ]
    processes = measure_processes(max(given.rounds // 2, 1), given.windows)
    sys.stdout = stdout
    for peer, reason in skipped.items():
        print(f"{peer}: skipped; {reason}", file=sys.stderr)
    report = {
        "schema": SCHEMA,
        "what": f"cases: {NUM_ENVS} worlds, net {HIDDEN}, rollouts of {NUM_ENVS * ROLLOUT_STEPS}, "
        f"batches of {BATCH_SIZE}, one thread; peers and processes: default.yaml",
        "machine": machine(),
        "versions": {n: version(n) for n in ("envcore", "trainkit", "stable-baselines3", "torch")},
        "cases": overheads,
        "peers": peers,
        "skipped": skipped,
        "processes": processes,
    }
    text = json.dumps(report, indent=2)
    print(text)
    if given.out is not None:
        given.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
