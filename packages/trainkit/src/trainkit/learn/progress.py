"""The progress of a run: a table with a row per window, below it a live bar in a terminal."""

from __future__ import annotations

import time
from typing import Any, Final, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from trainkit.config.schema import RunConfig
from trainkit.learn.demonstrations import Round

QUIET_S = 20.0
"""Without a terminal, a row is written at least this often, after a rollout."""
HEADING_ROWS: Final = 20
"""The headings are written again after so many rows."""

_COLUMNS: Final = {
    "window": 6,
    "env steps": 13,
    "steps/s": 9,
    "return": 8,
    "profit": 9,
    "survival": 8,
    "evaluation": 10,
    "left": 8,
}
"""Width of each column by its heading; with a space between two they fill 79 columns."""


class ProgressDisplay:
    """Steps done, rate, time left, and the metrics of the last window.

    Args:
        total_steps: Env steps of the whole run.
        steps_before: Env steps done before this session.
        console: Output; standard output by default.
    """

    def __init__(
        self, total_steps: int, steps_before: int = 0, console: Console | None = None
    ) -> None:
        self._console = console or Console(highlight=False)
        self._total = total_steps
        self._before = steps_before
        self._began = self._last_row = time.monotonic()
        self._rows = 0
        self._bar = Progress(
            BarColumn(bar_width=None),
            TextColumn("{task.completed:,.0f}/{task.total:,.0f} steps  {task.fields[rate]}"),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
            expand=True,
        )
        self._task = self._bar.add_task("", total=total_steps, completed=steps_before, rate="")

    def __enter__(self) -> Self:
        """Start the display."""
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the display."""
        self._bar.stop()

    def started(self, processes: int, torch_threads: int) -> None:
        """Write a line with the processes and the torch threads of each."""
        self._console.print(f"processes {processes}, torch threads {torch_threads} each")

    def noted(self, text: str) -> None:
        """Write a line."""
        self._console.print(text, soft_wrap=True)

    def rollout_done(self, steps_done: int) -> None:
        """Move the bar, or write a row if the last one is older than QUIET_S."""
        rate = f"{self._rate(steps_done):,.0f} steps/s"
        self._bar.update(self._task, completed=steps_done, rate=rate)
        if not self._console.is_terminal and time.monotonic() - self._last_row > QUIET_S:
            self._row({}, steps_done)

    def round_done(self, rounds: int, result: Round) -> None:
        """Write a line with the result of a round of demonstrations."""
        self._console.print(
            f"demonstrations {result.number} of {rounds}  log loss {result.log_loss:.3f}  "
            f"agreement {result.agreement:.0%}  value loss {result.value_loss:.3f}",
            soft_wrap=True,
        )

    def window_done(self, row: dict[str, Any]) -> None:
        """Write a row with the metrics of a window; its evaluation is a return."""
        cells = {"window": f"{row['window']}"}
        if row["episodes"]:
            cells["return"] = f"{row['return']['mean']:.2f}"
            cells["profit"] = f"{row['net_profit']['mean']:,.0f}"
            cells["survival"] = f"{row['survival']:.0%}"
        if row["evaluation"]:
            cells["evaluation"] = f"{row['evaluation']['return']['mean']:.2f}"
        self._row(cells, row["env_steps_total"])

    def _row(self, cells: dict[str, str], steps_done: int) -> None:
        self._last_row = time.monotonic()
        if self._rows % HEADING_ROWS == 0:
            self._write({heading: heading for heading in _COLUMNS}, style="bold")
        self._rows += 1
        rate = self._rate(steps_done)
        steps = {"env steps": f"{steps_done:,}", "steps/s": f"{rate:,.0f}"}
        left = _clock((self._total - steps_done) / max(rate, 1e-9))
        self._write({**cells, **steps, "left": left})

    def _write(self, cells: dict[str, str], style: str | None = None) -> None:
        line = " ".join(f"{cells.get(heading, ''):>{width}}" for heading, width in _COLUMNS.items())
        self._console.print(line, style=style, soft_wrap=True)

    def _rate(self, steps_done: int) -> float:
        """Return the env steps a second of this session."""
        return (steps_done - self._before) / max(time.monotonic() - self._began, 1e-9)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def extension_text(config: RunConfig, windows_before: int, window: int) -> str:
    """Return what changes when a run gets more windows, after one of them."""
    steps = window * config.window_steps
    before = config.model_copy(update={"windows": windows_before}).learning_rate_after(steps)
    now, last = config.learning_rate_after(steps), config.ppo.learning_rate_end
    return (
        f"extended from {windows_before} to {config.windows} windows: the learning rate continues "
        f"at {now:.3g} and reaches {last:.3g} at window {config.windows}; with {windows_before} "
        f"windows it was {before:.3g} here"
    )


def stage_text(config: RunConfig, stage: int, window: int) -> str:
    """Return what holds from a window on in a stage of a curriculum."""
    if stage > len(config.stages):
        return f"window {window}: all stages are done; the keys of the run hold"
    section = config.stages[stage - 1]
    name = "" if section.name is None else f" ({section.name})"
    changes = {k: getattr(section, k) for k in ("env", "ppo", "demonstrations")}
    texts = [f"{k}.{key}={value}" for k, part in changes.items() for key, value in part.items()]
    ends = [f"until {section.until}"] if section.until else []
    limit = section.limit(config.windows)
    ends += [f"windows at most: {limit}"] if section.windows and section.until else []
    ends += [f"windows: {limit}"] if section.windows and not section.until else []
    shown = ", ".join(texts) or "the keys of the run"
    return f"window {window}: stage {stage}{name}: {shown}; {', '.join(ends) or 'to the end'}"
