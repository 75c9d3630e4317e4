"""The progress display: a bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from trainkit.learn.progress import ProgressDisplay

ROW: dict[str, Any] = {
    "window": 1,
    "env_steps_total": 600,
    "episodes": 2,
    "return": {"mean": 1.5},
    "net_profit": {"mean": 20.0},
    "survival": 0.5,
    "evaluation": None,
}


def test_progress_in_a_terminal_is_a_bar_and_lines() -> None:
    text = io.StringIO()
    console = Console(file=text, force_terminal=True, width=200, highlight=False)
    with ProgressDisplay(1000, 0, console) as progress:
        progress.rollout_done(600)
        progress.window_done(ROW)

    assert "━" in text.getvalue()
    assert "600/1,000 steps" in text.getvalue()
    assert "window    1           600 steps" in text.getvalue()


def test_progress_elsewhere_is_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    text, now = io.StringIO(), [100.0]
    monkeypatch.setattr("trainkit.learn.progress.time.monotonic", lambda: now[0])
    with ProgressDisplay(1000, 200, Console(file=text)) as progress:
        now[0] += 1
        progress.rollout_done(300)  # too soon for a line of its own
        now[0] += 39
        progress.rollout_done(400)
        now[0] += 10
        progress.window_done(ROW)

    first, second = text.getvalue().splitlines()
    assert "\x1b" not in text.getvalue()
    assert "400 steps" in first
    assert f"{(400 - 200) / 40:.0f} steps/s" in first
    assert f"{(600 - 200) / 50:.0f} steps/s" in second
    assert second.endswith("0:50 elapsed, 0:50 left")
