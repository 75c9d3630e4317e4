"""The stage of a curriculum that a window belongs to, from the rows before it."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from trainkit.config.schema import RunConfig
from trainkit.runs.window_value import value_at


def last_stage(rows: list[dict[str, Any]]) -> int:
    """Return the stage of the latest window, 1 before the first."""
    return int(rows[-1].get("stage", 1)) if rows else 1


def next_stage(config: RunConfig, rows: list[dict[str, Any]]) -> int:
    """Return the stage of the window after these rows, counted from 1.

    After the last stage of the configuration, and in a run without stages, it is one more than
    their number.
    """
    stage = last_stage(rows)
    if not rows or stage > len(config.stages):
        return stage
    section = config.stages[stage - 1]
    done = sum(1 for _ in takewhile(lambda row: row["stage"] == stage, reversed(rows)))
    limit = section.limit(config.windows)
    is_full = limit is not None and done >= limit
    condition = section.condition
    is_reached = condition is not None and condition.is_met(value_at(rows[-1], condition.metric))
    return stage + 1 if is_full or is_reached else stage
