"""Counts the cases and steps played, prints progress, and reports at the end."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import envcore
import envref

from tools.parity.cases import Case
from tools.parity.twins import MismatchError

NOTE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case."""

    case: Case
    steps: int
    mismatch: MismatchError | None = None


class Tally:
    """Steps and cases by suite."""

    def __init__(self, suites: Sequence[str]) -> None:
        self.suites = suites
        self.steps: Counter[str] = Counter()
        self.cases: Counter[str] = Counter()
        self.was_interrupted = False
        self._start = self._last_note = time.perf_counter()

    def add_all(
        self, results: Iterator[Result], total_steps: int | None
    ) -> tuple[Case, MismatchError] | None:
        """Count results up to the first mismatch, which is returned, the total or Ctrl-C."""
        try:
            for result in results:
                self.steps[result.case.suite] += result.steps
                self.cases[result.case.suite] += 1
                if result.mismatch is not None:
                    return result.case, result.mismatch
                if total_steps is not None and self.steps.total() >= total_steps:
                    break
                self._note()
        except KeyboardInterrupt:
            self.was_interrupted = True
        return None

    def _note(self) -> None:
        """Print the progress once a minute."""
        now = time.perf_counter()
        if now - self._last_note > NOTE_SECONDS:
            self._last_note = now
            print(f"{self.steps.total():,} steps, {now - self._start:.0f} s", file=sys.stderr)

    def report(self, *, mismatches: int) -> None:
        """Print a line for each suite and one for all."""
        seconds = time.perf_counter() - self._start
        total = self.steps.total()
        print(f"envcore {envcore.__version__} and envref {envref.__version__}, bit by bit")
        for suite in self.suites:
            cases, steps = self.cases[suite], self.steps[suite]
            print(f"  suite {suite:<5}{cases:>6} cases {steps:>12,} steps")
        print(
            f"{total:,} steps in {seconds:.0f} s ({total / seconds:.0f} a second), "
            f"{mismatches} mismatches{', interrupted' if self.was_interrupted else ''}",
            flush=True,
        )
