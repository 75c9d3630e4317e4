"""Measure the core in C++ and from Python, in interleaved rounds; see README.md.

Every figure is a median over rounds, every ratio is taken within a round. `--check` compares the
ratios of this run with those of a stored one.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from machine import cpus_allowed, keep_to, machine_facts
from native_cases import NativeBench, build_worlds
from python_cases import (
    Case,
    import_milliseconds,
    peak_gibibytes,
    single_reset_case,
    single_step_case,
    vector_case,
)
from vector_ratios import PAIRS, vector_ratio

from report import check_ratios, markdown_of, report_of

WORKLOADS = ("wild", "legal", "tours")
SIZES = (1, 16, 64, 256, 1024, 4096)
VECTOR_SIZE = 1024
RESETS = 2000
THREADED_SIZE = 4096
FRESH_SIZES = (64, 256, 1024, 4096, 16384)

Times = dict[str, list[dict[str, float]]]
"""By case, a record for each round: nanoseconds by variant."""


def python_cases(steps: int) -> dict[str, Case]:
    """Return what is timed from Python, by name."""
    cases = {
        f"vector {workload} {level}": vector_case(
            workload, VECTOR_SIZE, steps, info=level, copy=is_copied
        )
        for workload in ("wild", "tours")
        for level, is_copied in (("none", False), ("mask", False))
    }
    cases["vector tours mask copied"] = vector_case("tours", VECTOR_SIZE, steps, info="mask")
    cases["single step"] = single_step_case(min(steps, 4000))
    cases["single reset"] = single_reset_case(RESETS, is_seeded=False)
    cases["single reset seeded"] = single_reset_case(RESETS, is_seeded=True)
    return cases


def run_round(
    native: NativeBench, python: dict[str, Case], steps: int, cpus: set[int], times: Times
) -> None:
    """Time every case once; two threads on all of the processors, the rest where we are."""
    for workload in WORKLOADS:
        for size in SIZES:
            key = f"{workload} {size}"
            times[key].append(native.ask("run", workload, size, steps, "plain", "native"))
            # right beside its counterpart, so that both meet the same machine
            if size == VECTOR_SIZE and workload != "legal":
                for name, case in python.items():
                    if name.startswith(f"vector {workload}"):
                        times[name].append(times[key][-1] | {"python": case()})
    times["reset"].append(native.ask("reset", RESETS // 4, "plain", "native"))
    times["processor"].append(native.ask("spin"))
    for name, case in python.items():
        if name.startswith("single"):
            times[name].append({"python": case()})
    if len(cpus) > 1:
        keep_to(cpus, native.pid)
        for _ in range(5):  # short, and many: the other users of a machine are not always there
            answer = native.ask("wall", "tours", THREADED_SIZE, steps, "native", "native-2")
            times["threads"].append(answer)
        keep_to(cpus_allowed(), native.pid)
    times["import"].append({"milliseconds": import_milliseconds()})


def vector_ratios(steps: int, cpus: set[int]) -> dict[str, dict[str, float]]:
    """Return the ratios of `vector_ratios.py`, by variant and number of worlds."""
    pinned = cpus_allowed()
    ratios: dict[str, dict[str, float]] = {}
    for variant in PAIRS if len(cpus) > 1 else [name for name in PAIRS if name != "threads"]:
        keep_to(cpus if variant == "threads" else pinned)
        ratios[variant] = {str(n): vector_ratio(n, variant, steps) for n in FRESH_SIZES}
    return ratios


def parse_arguments() -> argparse.Namespace:
    """Return the command line, checked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="7 or more (default 9)")
    parser.add_argument("--steps", type=int, default=32768, help="per round and case")
    parser.add_argument("--memory", action="store_true", help="also 65,536 worlds: some GiB")
    parser.add_argument("--out", type=Path, help="write the report to this file, as JSON")
    parser.add_argument("--check", type=Path, help="compare ratios with this stored report")
    given = parser.parse_args()
    if given.rounds < 7 or given.steps < 4096:
        parser.error(
            f"--rounds {given.rounds} --steps {given.steps}: expected 7 or more rounds of 4096 or "
            "more steps"
        )
    return given


def main() -> int:
    """Run the command; return its exit code."""
    given = parse_arguments()
    times: Times = defaultdict(list)
    program = build_worlds()
    facts = machine_facts()
    cpus = cpus_allowed()
    # both processes on one processor: the others may be shared with more, or with less, than it is
    keep_to({min(cpus)} if cpus else set())
    python = python_cases(given.steps)
    with NativeBench(program) as native:
        facts["compiler"] = native.ask("facts")["compiler"]
        for done in range(given.rounds):
            run_round(native, python, given.steps, cpus, times)
            print(f"round {done + 1} of {given.rounds}", file=sys.stderr, flush=True)
    report: dict[str, Any] = report_of(facts, given.rounds, times)
    report["vector"] = vector_ratios(given.steps, cpus)
    if given.memory:
        report["memory_gib_65536_worlds"] = round(peak_gibibytes(65536, 20), 2)
    print(markdown_of(report))
    if given.out is not None:
        given.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    if given.check is not None:
        return check_ratios(report, json.loads(given.check.read_text(encoding="utf-8")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
