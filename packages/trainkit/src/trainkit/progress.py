"""Showing how a run goes: a live bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn


class ProgressDisplay:
    """Steps done, rate, time left, and the figures of the last window.

    Args:
        total_steps: Env steps in all.
        console: Where to write; standard output by default.
    """

    def __init__(self, total_steps: int, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._total = total_steps
        self._began = time.monotonic()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,.0f}/{task.total:,.0f} steps  {task.fields[rate]}"),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("training", total=total_steps, rate="")

    def __enter__(self) -> Self:
        """Begin to show."""
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop showing."""
        self._bar.stop()

    def rollout_done(self, steps_done: int) -> None:
        """Move the bar."""
        self._bar.update(self._task, completed=steps_done, rate=self._rate(steps_done))

    def window_done(self, row: dict[str, Any]) -> None:
        """Write a line with a window's figures."""
        done = row["env_steps_total"]
        elapsed = time.monotonic() - self._began
        left = elapsed / done * (self._total - done)
        shown = [f"window {row['window']:4}", f"{done:>12,} steps", self._rate(done)]
        if row["episodes"]:
            shown.append(f"return {row['return']['mean']:9.2f}")
            shown.append(f"profit {row['net_profit']['mean']:10,.0f}")
            shown.append(f"survival {row['survival']:4.0%}")
        if row["evaluation"]:
            shown.append(f"evaluation {row['evaluation']['return']['mean']:9.2f}")
        shown.append(f"{_clock(elapsed)} gone, {_clock(left)} left")
        self._console.print("  ".join(shown), soft_wrap=True)

    def _rate(self, steps_done: int) -> str:
        elapsed = max(time.monotonic() - self._began, 1e-9)
        return f"{steps_done / elapsed:8,.0f} steps/s"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
