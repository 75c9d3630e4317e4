"""The learning study of docs/results: train the default configuration with five seeds, compare."""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from trainkit.config.loading import template_path
from trainkit.config.schema import RunConfig
from trainkit.config.seeds import parse_seeds
from trainkit.evaluation.comparison import compare
from trainkit.evaluation.contenders import parse_contenders
from trainkit.evaluation.plots import save_figure
from trainkit.evaluation.stats import mean_with_interval
from trainkit.evaluation.tables import csv_text
from trainkit.files import read_jsonl, write_atomically
from trainkit.reports.curves import draw_curves
from trainkit.runs.paths import checkpoint_name
from trainkit.runs.reading import read_run

ROOT = Path(__file__).parents[1]
CONFIG = template_path("default")
SEEDS = range(1, 6)
RIVALS = ("market_timer", "cautious_scanner", "greedy_miner")
BOTS = (*RIVALS, "prospector")
HELDOUT = "heldout:200"
PLAYED = 9  # checkpoints played for the crossing, each at 1.4 times the steps of the one before


def main() -> None:
    """Train what is not trained yet, evaluate, and write everything that is published."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the run folders")
    parser.add_argument("--work", type=Path, default=Path("evaluation"), help="a new folder")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/results")
    parser.add_argument("--workers", type=int, default=2, help="runs and players side by side")
    arguments = parser.parse_args()
    runs = {seed: arguments.runs / f"default-{seed}" for seed in SEEDS}
    with ThreadPoolExecutor(arguments.workers) as pool:
        list(pool.map(train, runs.items()))
    evaluate(list(runs.values()), arguments.work, arguments.out, arguments.workers)
    curves = {f"seed {seed}": [read_run(str(run))] for seed, run in runs.items()}
    save_figure(draw_curves(curves, "training"), arguments.out / "default_training.png")
    profits = episodes_of(arguments.work / "episodes.csv")
    goal = max((profits[name][0] for name in RIVALS), key=lambda row: float(row.mean()))
    lines = [
        line_of(seed, run, own, goal, arguments.workers)
        for (seed, run), own in zip(runs.items(), profits["default"], strict=True)
    ]
    write_atomically(arguments.out / "default_seeds.csv", csv_text(lines).encode())


def train(seed_and_run: tuple[int, Path]) -> None:
    """Train the default configuration on one thread, or finish what an interrupted study began."""
    seed, run = seed_and_run
    settings = (f"run_dir={run}", f"seed={seed}", "torch_threads=1")
    call("trainkit", "run", CONFIG, *(f"--set={setting}" for setting in settings))


def call(program: str, *arguments: object) -> None:
    """Run a program that is installed beside this Python."""
    command = [str(Path(sys.executable).parent / program), *map(str, arguments)]
    subprocess.run(command, check=True)


def evaluate(runs: list[Path], work: Path, out: Path, workers: int) -> None:
    """Play the held-out worlds with all five policies, as one player, and with the bots."""
    policies = f"default={','.join(map(str, runs))}"
    options = [
        *("--out", out / "default_heldout.json"),
        *("--csv", out / "default_heldout.csv"),
        *("--plot", out / "default_heldout.png"),
    ]
    common = ("--seeds", HELDOUT, "--workers", workers, "--save", work)
    call("trainkit", "evaluate", policies, *BOTS, *common, *options)
    call("replaykit", "bundle", work / "replays", "-o", out / "default_heldout.zip")


def episodes_of(file: Path) -> dict[str, np.ndarray]:
    """Return the net profits in episodes.csv by player, (runs, worlds)."""
    found: dict[str, list[float]] = {}
    worlds = set()
    with file.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            worlds.add(row["seed"])
            found.setdefault(row["player"], []).append(float(row["net_profit"]))
    return {name: np.array(values).reshape(-1, len(worlds)) for name, values in found.items()}


def line_of(
    seed: int, run: Path, profits: np.ndarray, goal: np.ndarray, workers: int
) -> dict[str, Any]:
    """Return what one training seed came to, and when its policy first earned more than goal.

    Profits and goal are net profits on the same worlds, (worlds,): the policy's, the best bot's.
    """
    timing = read_jsonl(run / "metrics" / "timing.jsonl")
    crossing = first_above(run, float(goal.mean()), workers)
    ahead = mean_with_interval(profits - goal)
    mean = mean_with_interval(profits)
    steps = read_jsonl(run / "metrics" / "windows.jsonl")[0]["env_steps"]
    return {
        "seed": seed,
        "net_profit": round(mean.mean),
        "net_profit_ci_low": round(mean.ci_low),
        "net_profit_ci_high": round(mean.ci_high),
        "ahead_of_best_bot": round(ahead.mean),
        "ahead_ci_low": round(ahead.ci_low),
        "ahead_ci_high": round(ahead.ci_high),
        "env_steps": steps * len(timing),
        "wall_min": minutes(timing, "wall_s"),
        "cpu_min": minutes(timing, "cpu_s"),
        "crossing_env_steps": steps * crossing if crossing else "",
        "crossing_wall_min": minutes(timing[:crossing], "wall_s") if crossing else "",
        "crossing_cpu_min": minutes(timing[:crossing], "cpu_s") if crossing else "",
    }


def first_above(run: Path, goal: float, workers: int) -> int:
    """Return the first played window from which on every policy earns more than goal, or 0."""
    windows = len(read_jsonl(run / "metrics" / "windows.jsonl"))
    played = sorted({max(1, round(windows / 2 ** (k / 2))) for k in range(PLAYED)})
    folders = [f"w{w}={run}/checkpoints/{checkpoint_name(w)}" for w in played]
    config = RunConfig.model_validate(read_run(str(run)).config).env.to_env_config()
    contenders = parse_contenders(folders)
    comparison = compare(contenders, parse_seeds(HELDOUT, 200), config, workers=workers)
    means = [float(entry.scores("net_profit").mean()) for entry in comparison.entries]
    print(run.name, dict(zip(played, np.round(means).astype(int).tolist(), strict=True)))
    crossed = 0
    for (_, before), (window, mean) in pairwise([(0, 0.0), *zip(played, means, strict=True)]):
        if mean <= goal:
            crossed = 0
        elif before <= goal:
            crossed = window
    return crossed


def minutes(timing: list[dict[str, Any]], clock: str) -> float | str:
    """Return the sum of a clock, or nothing of a run whose trainer did not read it."""
    if not all(clock in row for row in timing):
        return ""
    return round(sum(float(row[clock]) for row in timing) / 60, 1)


if __name__ == "__main__":
    main()
