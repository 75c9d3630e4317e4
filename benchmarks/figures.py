"""The figures of each suite's report by name, with their unit and which way is better."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    Attributes:
        name: What was measured, within its suite.
        value: How much it was.
        unit: Of the value.
        more_is_better: Whether a larger one is better.
    """

    name: str
    value: float
    unit: str
    more_is_better: bool


def figures_of(suite: str, report: Report) -> list[Figure]:
    """Return the figures of a suite's report, in its order.

    Args:
        suite: step, train, replay or playserver.
        report: What its command wrote.
    """
    return list(_READERS[suite](report))


def _of_step(report: Report) -> Iterator[Figure]:
    for name, values in report["median"].items():
        if name == "clock":  # of the processor, in reports of before: it belongs to the machine
            continue
        variant = "python" if "python" in values else "native"
        unit = "ms" if name == "import" else "ns"
        value = values["milliseconds"] if name == "import" else values[variant]
        yield Figure(name, value, unit, False)
    for name, value in report["ratio"].items():
        yield Figure(f"{name}, ratio", value, "times", True)
    if "threads" in report:
        yield Figure("two threads, ratio", report["threads"]["median_ratio"], "times", True)
    if "memory_gib_65536_worlds" in report:
        yield Figure("65,536 worlds", report["memory_gib_65536_worlds"], "GiB", False)


def _of_train(report: Report) -> Iterator[Figure]:
    for case in report["cases"]:
        name = f"{case['epochs']} epochs" if case["epochs"] > 1 else "1 epoch"
        # reports of before trainkit had a learner of its own compare with SB3
        key, base = "overhead_over_learner_cpu", "the learner"
        if key not in case:
            key, base = "overhead_cpu", "plain SB3"
        yield Figure(f"{name}, overhead over {base}", 100 * case[key], "%", False)
        yield Figure(f"{name}, speed", case["steps_per_s_cpu"], "steps/s", True)
    for row in report.get("peers", ()):
        name = f"{row['net']}, {row['threads']} threads"
        yield Figure(f"{name}, speed", row["steps_per_s"]["trainkit"], "steps/s", True)
        for peer, ratio in row["trainkit_over"].items():
            yield Figure(f"{name}, trainkit to {peer}", ratio, "times", True)
    for row in report.get("processes", ()):
        name = f"{row['processes']} processes"
        yield Figure(f"{name}, speed", row["steps_per_s"], "steps/s", True)


def _of_replay(report: Report) -> Iterator[Figure]:
    for name, row in report["sizes"].items():
        yield Figure(f"{name}, size", row["bytes_per_step"], "bytes/step", False)
    for name, row in report["verify"].items():
        yield Figure(f"{name}, verified", row["verify_steps_per_s"], "steps/s", True)
        yield Figure(f"{name}, verified to bare core", row["ratio"], "times", True)
    for name in ("open_and_seek_ms", "seek_again_ms"):
        row = report["seek"][name]
        words = name.removesuffix("_ms").replace("_", " ")
        yield Figure(f"{words}, 100,000 steps, median", row["median"], "ms", False)
        yield Figure(f"{words}, 100,000 steps, slowest", row["max"], "ms", False)


def _of_playserver(report: Report) -> Iterator[Figure]:
    for name, case in report["cases"].items():
        if case["sessions"]:
            yield Figure(f"{name}, steps", case["steps_per_s"], "steps/s", True)
        for mark in ("p50", "p99"):
            if mark in case["latency_ms"]:
                yield Figure(f"{name}, latency {mark}", case["latency_ms"][mark], "ms", False)
        if case["viewers"]:
            yield Figure(f"{name}, frames", case["frames_per_s"], "frames/s", True)
        yield Figure(f"{name}, processor", case["server_cpu_ms_per_answer"], "ms/answer", False)
        yield Figure(f"{name}, memory", case["memory_mb"][-1][1], "MB", False)


_READERS: dict[str, Callable[[Report], Iterator[Figure]]] = {
    "step": _of_step,
    "train": _of_train,
    "replay": _of_replay,
    "playserver": _of_playserver,
}
SUITES = tuple(_READERS)
