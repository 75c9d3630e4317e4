"""Medians and ratios of what was timed, as JSON and as a table, and their comparison."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

SCHEMA = 2
WORST_SHARE = 0.8
"""A ratio may fall to this share of the stored one before the check fails: single rounds on a
shared machine scatter by a tenth."""

Round = Mapping[str, float]


def report_of(
    facts: dict[str, Any], rounds: int, times: Mapping[str, Sequence[Round]]
) -> dict[str, Any]:
    """Return the report: machine, nanoseconds by case and variant, ratios."""
    names = [name for name in times if name not in ("threads", "processor")]
    report: dict[str, Any] = {
        "schema": SCHEMA,
        "machine": facts,
        "rounds": rounds,
        "clock": "CPU time of the thread; wall time for two threads",
        "median": {name: variants_of(times[name], statistics.median) for name in names},
        "best": {name: variants_of(times[name], min) for name in names},
        "ratio": ratios_of(times),
    }
    if "processor" in times:
        report["processor"] = {
            "least": variants_of(times["processor"], min),
            "median": variants_of(times["processor"], statistics.median),
            "most": variants_of(times["processor"], max),
        }
    if "threads" in times:
        report["threads"] = {
            "rounds": len(times["threads"]),
            "median_ratio": round(statistics.median(thread_ratios(times["threads"])), 2),
            "best_ratio": round(max(thread_ratios(times["threads"])), 2),
            "best_over_best": round(
                min(r["native"] for r in times["threads"])
                / min(r["native-2"] for r in times["threads"]),
                2,
            ),
        }
    return report


def variants_of(
    rounds: Sequence[Round], summary: Callable[[list[float]], float]
) -> dict[str, float]:
    """Return one number for each variant."""
    return {name: round(summary([r[name] for r in rounds]), 2) for name in rounds[0]}


def ratios_of(times: Mapping[str, Sequence[Round]]) -> dict[str, float]:
    """Return how many times as fast, round by round: native to plain, and Python to native."""
    ratios = {}
    for name, rounds in times.items():
        first = rounds[0]
        if "python" in first and "native" in first:
            ratios[name] = statistics.median(r["native"] / r["python"] for r in rounds)
        elif "plain" in first:
            ratios[name] = statistics.median(r["plain"] / r["native"] for r in rounds)
    return {name: round(value, 3) for name, value in ratios.items()}


def thread_ratios(rounds: Sequence[Round]) -> list[float]:
    """Return how many times as fast two threads were, round by round."""
    return [r["native"] / r["native-2"] for r in rounds]


def markdown_of(report: dict[str, Any]) -> str:
    """Return the report as tables for people."""
    median, best, ratio = report["median"], report["best"], report["ratio"]
    lines = [f"{key}: {value}" for key, value in report["machine"].items()]
    lines += ["", "| case | plain ns | native ns | best native ns | M steps/s | ratio |"]
    lines += ["|---|---:|---:|---:|---:|---:|"]
    for name, values in median.items():
        if "plain" in values and "python" not in values:
            fast = best[name]["native"]
            lines.append(
                f"| {name} | {values['plain']:.0f} | {values['native']:.0f} | {fast:.0f} "
                f"| {1000 / values['native']:.2f} | {ratio[name]:.2f} |"
            )
    lines += ["", "| from Python | ns (ms for import) | best | share of C++ |"]
    lines += ["|---|---:|---:|---:|"]
    for name, values in median.items():
        if "plain" not in values or "python" in values:
            key = "python" if "python" in values else next(iter(values))
            share = f"{ratio[name]:.0%}" if name in ratio else ""
            lines.append(f"| {name} | {values[key]:.2f} | {best[name][key]:.2f} | {share} |")
    if "processor" in report:
        lines += ["", f"processor: {report['processor']}"]
    for variant, ratios in report.get("vector", {}).items():
        lines += ["", f"vector environment, {variant}, ratio by worlds: {ratios}"]
    if "threads" in report:
        lines += ["", f"two threads: {report['threads']}"]
    return "\n".join(lines)


def check_ratios(report: dict[str, Any], stored: dict[str, Any]) -> int:
    """Compare the ratios with stored ones; return an exit code and name what has fallen."""
    fallen = [
        f"{name}: {report['ratio'][name]:.2f}, stored {value:.2f}, "
        f"expected {WORST_SHARE * value:.2f} or more"
        for name, value in stored["ratio"].items()
        if name in report["ratio"] and report["ratio"][name] < WORST_SHARE * value
    ]
    for line in fallen:
        print(f"slower than before: {line}", file=sys.stderr)
    return 1 if fallen else 0
