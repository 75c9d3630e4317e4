"""Plots of committed reports: speed of a step, net profit of players."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

ROOT: Final = Path(__file__).resolve().parents[2]
STEPS: Final = ROOT / "benchmarks/results/step-epyc-family25-2cpus.json"
RESULTS: Final = ROOT / "docs/results"
BOTS: Final = RESULTS / "bots_short.json"
WORLDS: Final = (1, 16, 64, 256, 1024, 4096)
WORKLOADS: Final = {"wild": "#4c78a8", "legal": "#d1495b", "tours": "#2a9d8f"}
POLICIES: Final = {
    "default": ("default", "masked PPO\n(default.yaml)"),
    "recurrent": ("memory", "masked PPO with an LSTM\n(recurrent.yaml)"),
    "long": ("prospector", "masked PPO, imitation,\nmemory features (long.yaml)"),
}
"""The study of each policy, and its name in the plot."""
POLICY_COLOR: Final = "#4c78a8"
BOT_COLOR: Final = "#9aa3ad"


def read_json(path: Path) -> Any:
    """Return the content of a report."""
    return json.loads(path.read_text(encoding="utf-8"))


def step_speed() -> Figure:
    """Draw million steps per second by number of worlds: envcore and the plain build."""
    figure: Figure
    figure, axes = plt.subplots(figsize=(7.5, 4))
    median = read_json(STEPS)["median"]
    for name, color in WORKLOADS.items():
        for variant, style, label in (
            ("native", "o-", f"envcore, {name}"),
            ("plain", "s:", f"plain build, {name}"),
        ):
            speed = [1e3 / median[f"{name} {worlds}"][variant] for worlds in WORLDS]
            axes.plot(WORLDS, speed, style, color=color, markersize=4, label=label)
    axes.set_xscale("log", base=2)
    axes.set_xticks(WORLDS, [f"{worlds:,}" for worlds in WORLDS])
    axes.set_ylim(bottom=0)
    axes.set_xlabel("worlds")
    axes.set_ylabel("million steps per second, one thread")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def net_profit() -> Figure:
    """Draw the net profit of every player on the 200 held-out worlds of 2,000 ticks."""
    rows = {row["player"]: row for row in read_json(BOTS)["rows"]}
    for policy, (study, label) in POLICIES.items():
        table = read_json(RESULTS / f"{study}_heldout.json")["rows"]
        rows[label] = next(row for row in table if row["player"] == policy)
    players = sorted(rows, key=lambda player: float(rows[player]["net_profit"]["mean"]))
    figure: Figure
    figure, axes = plt.subplots(figsize=(7.5, 4.2))
    for height, player in enumerate(players):
        value = rows[player]["net_profit"]
        spread = [[value["mean"] - value["ci_low"]], [value["ci_high"] - value["mean"]]]
        color = POLICY_COLOR if rows[player]["kind"] == "policy" else BOT_COLOR
        axes.barh(height, value["mean"], color=color, xerr=spread, capsize=3)
        axes.text(value["ci_high"] + 3000, height, f"{value['mean']:,.0f}", va="center")
    axes.set_yticks(range(len(players)), players)
    axes.set_xlim(right=205_000)
    axes.set_xticks(range(0, 200_001, 50_000))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(
        "mean net profit in credits, 95 % bootstrap interval (policies blue, bots grey)"
    )
    return figure
