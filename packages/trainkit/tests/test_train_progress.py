"""The progress display: a table, with a bar in a terminal."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from rich.console import Console

from trainkit.learn.progress import ProgressDisplay

ROW: dict[str, Any] = {
    "window": 12345,
    "env_steps_total": 1_234_567_890,
    "episodes": 2,
    "return": {"mean": -1234.56},
    "net_profit": {"mean": 1_234_567.0},
    "survival": 1.0,
    "evaluation": {"return": {"mean": 1234.56}},
}


def test_progress_in_a_terminal_is_a_table_and_a_bar_within_80_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text, now = io.StringIO(), [100.0]
    monkeypatch.setattr("trainkit.learn.progress.time.monotonic", lambda: now[0])
    console = Console(file=text, force_terminal=True, width=80, highlight=False)
    total = 10 * ROW["env_steps_total"]
    with ProgressDisplay(total, 0, console) as progress:
        now[0] += 10_000
        progress.rollout_done(total // 2)
        progress.window_done(ROW)

    lines = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line) for line in text.getvalue().splitlines()]
    parts = [part for line in lines for part in line.split("\r")]
    assert max(map(len, parts)) <= 80
    assert any("━" in part and f"{total // 2:,}/{total:,} steps" in part for part in parts)
    (heading,) = [part for part in parts if "survival" in part]
    (row,) = [part for part in parts if "-1234.56" in part]
    for name, value in {
        "window": "12345",
        "env steps": "1,234,567,890",
        "return": "-1234.56",
        "profit": "1,234,567",
        "survival": "100%",
        "evaluation": "1234.56",
    }.items():
        end = heading.index(name) + len(name)
        assert row[:end].endswith(value), name


def test_progress_elsewhere_is_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    text, now = io.StringIO(), [100.0]
    monkeypatch.setattr("trainkit.learn.progress.time.monotonic", lambda: now[0])
    with ProgressDisplay(1000, 200, Console(file=text)) as progress:
        now[0] += 1
        progress.rollout_done(300)  # too soon for a row of its own
        now[0] += 39
        progress.rollout_done(400)
        now[0] += 10
        progress.window_done(ROW | {"env_steps_total": 600})

    heading, first, second = text.getvalue().splitlines()
    assert "\x1b" not in text.getvalue()
    assert heading.split()[-2:] == ["evaluation", "left"]
    # (400 - 200) steps in 40 s, and 600 steps to go
    assert first.split() == ["400", "5", "2:00"]
    # (600 - 200) steps in 50 s, and 400 steps to go
    assert second.split()[1:3] == ["600", "8"]
    assert second.split()[-1] == "0:50"


def test_the_headings_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text = io.StringIO()
    monkeypatch.setattr("trainkit.learn.progress.HEADING_ROWS", 2)
    with ProgressDisplay(10**12, 0, Console(file=text)) as progress:
        for _ in range(3):
            progress.window_done(ROW)

    assert [line.split()[0] for line in text.getvalue().splitlines()] == [
        *["window", "12345", "12345", "window", "12345"]
    ]
