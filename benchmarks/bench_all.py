"""All suites in one report, or two commits compared; see README.md."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from machine import machine_facts

from compare import SHORT, Checkout, compare
from compare import markdown_of as comparison_of
from figures import SUITES, figures_of

SCHEMA = 1
HERE = Path(__file__).resolve().parent
WHOLE = {"train": ("--rounds", "3", "--windows", "2", "--rollouts", "8")}
"""Where a suite's own defaults would take as long as all others together."""
ROUNDS_MIN = 5
"""Fewer give no interval worth the name."""


def main() -> int:
    """Run the command; return its exit code."""
    given = parse_arguments()
    suites = given.suites or SUITES
    if given.compare is not None:
        text, report = compare_commits(tuple(given.compare), suites, given.rounds)
    else:
        report = run_suites(suites, given.quick)
        text = markdown_of(report)
    print(text)
    out = given.out or HERE / "results" / f"all-{slug_of(report['machine'])}.json"
    if given.out is not None or given.compare is None:
        out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        out.with_suffix(".md").write_text(text + "\n", encoding="utf-8")
        print(f"\nwritten to {out} and {out.with_suffix('.md').name}", file=sys.stderr)
    return 0


def parse_arguments() -> argparse.Namespace:
    """Return the arguments, checked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suites", nargs="*", help=f"some of {', '.join(SUITES)}; all by default")
    parser.add_argument("--compare", nargs=2, metavar="REV", help="compare two commits")
    parser.add_argument("--rounds", type=int, default=7, help="of a comparison (default 7)")
    parser.add_argument("--quick", action="store_true", help="as little as a comparison's round")
    parser.add_argument("--out", type=Path, help="file for the report; a table goes beside it")
    given = parser.parse_args()
    for name in given.suites:
        if name not in SUITES:
            parser.error(f"suite {name}: expected one of {', '.join(SUITES)}")
    if given.rounds < ROUNDS_MIN:
        parser.error(f"--rounds {given.rounds}: expected {ROUNDS_MIN} or more")
    return given


def run_suites(suites: tuple[str, ...], is_quick: bool) -> dict[str, Any]:
    """Run suites one after the other and return their reports, with what the machine was like."""
    reports = {}
    with tempfile.TemporaryDirectory() as folder:
        for suite in suites:
            out = Path(folder) / f"{suite}.json"
            arguments = (SHORT if is_quick else WHOLE).get(suite, ())
            command = [
                sys.executable,
                str(HERE / f"bench_{suite}.py"),
                *arguments,
                "--out",
                str(out),
            ]
            load, start = load_average(), time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            reports[suite] = {
                "arguments": list(arguments),
                "load_average": [load, load_average()],
                "seconds": round(time.perf_counter() - start),
                "report": json.loads(out.read_text(encoding="utf-8")),
            }
            print(f"{suite}: done", file=sys.stderr, flush=True)
    return {"schema": SCHEMA, "machine": machine_facts(), "suites": reports}


def compare_commits(
    revisions: tuple[str, str], suites: tuple[str, ...], rounds: int
) -> tuple[str, dict[str, Any]]:
    """Return a table and a report of how many times as good the second commit is."""
    found = {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        first, second = (
            stack.enter_context(Checkout(revision, Path(folder) / side, suites))
            for side, revision in zip("ab", revisions, strict=True)
        )
        for suite in suites:
            found[suite] = compare(first, second, suite, rounds)
    text = "\n\n".join(comparison_of(suite, revisions, ratios) for suite, ratios in found.items())
    return text, {
        "schema": SCHEMA,
        "machine": machine_facts(),
        "revisions": revisions,
        "rounds": rounds,
        "suites": {suite: [asdict(ratio) for ratio in ratios] for suite, ratios in found.items()},
    }


def markdown_of(report: dict[str, Any]) -> str:
    """Return the report of all suites as one table."""
    lines = [f"{key}: {value}" for key, value in report["machine"].items() if key != "load"]
    lines += ["", "| suite | figure | value | unit |", "|---|---|---:|---|"]
    for suite, part in report["suites"].items():
        for figure in figures_of(suite, part["report"]):
            lines.append(f"| {suite} | {figure.name} | {number_of(figure.value)} | {figure.unit} |")
    lines += ["", "| suite | took | load average before, after |"]
    lines += ["|---|---:|---|"]
    for suite, part in report["suites"].items():
        before, after = part["load_average"]
        asked = " ".join([suite, *part["arguments"]])
        lines.append(f"| `{asked}` | {part['seconds']} s | {before}, {after} |")
    return "\n".join(lines)


def number_of(value: float) -> str:
    """Return a number with up to four significant digits."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def slug_of(machine: dict[str, Any]) -> str:
    """Return a machine's name as a part of a file's name."""
    words = re.findall(r"[a-z0-9]+", f"{machine['cpu']} {machine['cpus']}cpus".lower())
    return "-".join(words)


def load_average() -> float | None:
    """Return how many processes wanted a processor in the last minute, where it is known."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


if __name__ == "__main__":
    sys.exit(main())
