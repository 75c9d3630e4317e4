"""The progress of a run: a live bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from trainkit.config.schema import RunConfig
from trainkit.learn.demonstrations import Round

QUIET_S = 20.0
"""Without a terminal, a line is written at least this often, after a rollout."""


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
        self._began = self._last_line = time.monotonic()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,.0f}/{task.total:,.0f} steps  {task.fields[rate]}"),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task(
            "training", total=total_steps, completed=steps_before, rate=""
        )

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
        """Move the bar, or write a line if the last one is older than QUIET_S."""
        self._bar.update(self._task, completed=steps_done, rate=self._rate(steps_done))
        if not self._console.is_terminal and time.monotonic() - self._last_line > QUIET_S:
            self._line([" " * 11, f"{steps_done:>12,} steps", self._rate(steps_done)], steps_done)

    def round_done(self, rounds: int, result: Round) -> None:
        """Write a line with the result of a round of demonstrations."""
        self._console.print(
            f"demonstrations {result.number} of {rounds}  log loss {result.log_loss:.3f}  "
            f"agreement {result.agreement:.0%}  value loss {result.value_loss:.3f}",
            soft_wrap=True,
        )

    def window_done(self, row: dict[str, Any]) -> None:
        """Write a line with the metrics of a window."""
        done = row["env_steps_total"]
        shown = [f"window {row['window']:4}", f"{done:>12,} steps", self._rate(done)]
        if row["episodes"]:
            shown.append(f"return {row['return']['mean']:8.2f}")
            shown.append(f"profit {row['net_profit']['mean']:8,.0f}")
            shown.append(f"survival {row['survival']:4.0%}")
        if row["evaluation"]:
            shown.append(f"evaluation {row['evaluation']['return']['mean']:8.2f}")
        self._line(shown, done)

    def _line(self, shown: list[str], steps_done: int) -> None:
        self._last_line = time.monotonic()
        elapsed = self._last_line - self._began
        left = elapsed / max(steps_done - self._before, 1) * (self._total - steps_done)
        shown.append(f"{_clock(elapsed)} elapsed, {_clock(left)} left")
        self._console.print("  ".join(shown), soft_wrap=True)

    def _rate(self, steps_done: int) -> str:
        elapsed = max(time.monotonic() - self._began, 1e-9)
        return f"{(steps_done - self._before) / elapsed:7,.0f} steps/s"


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
    ends += [f"at most {section.limit} windows"] if section.windows and section.until else []
    ends += [f"for {section.windows} windows"] if section.windows and not section.until else []
    shown = ", ".join(texts) or "the keys of the run"
    return f"window {window}: stage {stage}{name}: {shown}; {', '.join(ends) or 'to the end'}"
