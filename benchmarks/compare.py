"""Two commits side by side: each builds its own packages and is measured by its own scripts."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import numpy as np

from figures import Figure, figures_of

ROOT = Path(__file__).resolve().parents[1]
RESAMPLES = 4000
PACKAGES = {
    "step": ("envcore",),
    "train": ("envcore", "replaykit", "trainkit"),
    "replay": ("envcore", "replaykit"),
    "playserver": ("envcore", "replaykit", "playserver"),
}
SHORT = {
    "step": ("--rounds", "7", "--steps", "8192"),
    "train": ("--rounds", "1", "--windows", "3", "--rollouts", "4"),
    "replay": ("--rounds", "7"),
    "playserver": ("--seconds", "8"),
}
"""Arguments of a suite in one round of a comparison."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as good the second commit is in one figure, with its 95 % interval."""

    name: str
    median: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Return better or worse if the interval excludes 1, else an empty text."""
        if self.low > 1.0:
            return "better"
        return "worse" if self.high < 1.0 else ""


def ratio_of(name: str, pairs: Sequence[tuple[Figure, Figure]]) -> Ratio:
    """Return the ratio of two commits in a figure that was measured once in each round.

    Ratios are taken within a round, where both met the same machine. The interval is that of the
    median under resampling of rounds.

    Args:
        name: Of the figure.
        pairs: The first commit's and the second's, round by round; values above 0.
    """
    ratios = [
        second.value / first.value if first.more_is_better else first.value / second.value
        for first, second in pairs
    ]
    rng = np.random.default_rng(len(ratios))
    drawn = np.median(rng.choice(ratios, (RESAMPLES, len(ratios))), axis=1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Ratio(name, statistics.median(ratios), float(low), float(high))


def ratios_of(rounds: Sequence[tuple[list[Figure], list[Figure]]]) -> list[Ratio]:
    """Return the ratios of all figures that both commits reported in every round.

    A figure that was not above 0 in some round has no ratio and is left out.
    """
    tables = [tuple({figure.name: figure for figure in side} for side in pair) for pair in rounds]
    found = []
    for name in tables[0][0]:
        pairs = [
            (first[name], second[name])
            for first, second in tables
            if name in first and name in second
        ]
        if len(pairs) == len(tables) and all(f.value > 0 for pair in pairs for f in pair):
            found.append(ratio_of(name, pairs))
    return found


def markdown_of(suite: str, revisions: tuple[str, str], ratios: Sequence[Ratio]) -> str:
    """Return the ratios of a suite as a table."""
    lines = [
        f"## {suite}: {revisions[1]} over {revisions[0]}",
        "",
        "| figure | times as good | 95 % interval | |",
        "|---|---:|---:|---|",
    ]
    for ratio in ratios:
        interval = f"{ratio.low:.3f} to {ratio.high:.3f}"
        lines.append(f"| {ratio.name} | {ratio.median:.3f} | {interval} | {ratio.verdict} |")
    return "\n".join(lines)


class Checkout(AbstractContextManager["Checkout"]):
    """A commit in a folder of its own, with its packages built and installed beside it.

    Args:
        revision: What git knows it by.
        folder: Where it may lie; it is made.
        suites: What will be measured.
    """

    def __init__(self, revision: str, folder: Path, suites: Sequence[str]) -> None:
        self.revision = revision
        self._tree = folder / "tree"
        self._site = folder / "site"
        self._suites = suites

    def __enter__(self) -> Self:
        add = ["git", "worktree", "add", "--quiet", "--detach", str(self._tree), self.revision]
        subprocess.run(add, cwd=ROOT, check=True)
        names = dict.fromkeys(name for suite in self._suites for name in PACKAGES[suite])
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        folders = [f"./packages/{name}" for name in names]
        constraint = {"PIP_CONSTRAINT": str(ROOT / "constraints.txt")}
        subprocess.run(
            [*command, "--target", str(self._site), *folders],
            cwd=self._tree,
            env={**os.environ, **constraint},
            check=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        remove = ["git", "worktree", "remove", "--force", str(self._tree)]
        subprocess.run(remove, cwd=ROOT, check=True)

    def measure(self, suite: str, arguments: tuple[str, ...]) -> list[Figure]:
        """Run a suite once with this commit's scripts and packages; return its figures."""
        out = self._site / f"{suite}.json"
        script = self._tree / "benchmarks" / f"bench_{suite}.py"
        subprocess.run(
            [sys.executable, str(script), *arguments, "--out", str(out)],
            cwd=self._tree,
            env={**os.environ, "PYTHONPATH": str(self._site)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return figures_of(suite, json.loads(out.read_text(encoding="utf-8")))


class Measured(Protocol):
    """What can be measured by suite."""

    def measure(self, suite: str, arguments: tuple[str, ...], /) -> list[Figure]:
        """Run a suite once; return its figures."""


def compare(first: Measured, second: Measured, suite: str, rounds: int) -> list[Ratio]:
    """Measure two commits in turn, the order changing from round to round."""
    found = []
    for number in range(rounds):
        order = (first, second) if number % 2 == 0 else (second, first)
        sides = {checkout: checkout.measure(suite, SHORT[suite]) for checkout in order}
        found.append((sides[first], sides[second]))
        print(f"{suite}: round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    return ratios_of(found)
