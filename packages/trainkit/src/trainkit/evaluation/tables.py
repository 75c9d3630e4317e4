"""A comparison as a table for the terminal, and as CSV."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from envcore.spec import EndCause
from trainkit.clairvoyant import SEES_NOTE
from trainkit.envs.episode_log import INFO_KEYS
from trainkit.evaluation.comparison import MEASURES, Comparison
from trainkit.evaluation.normalised import ONE, ZERO
from trainkit.evaluation.stats import STATISTICS

_WIDE: Final = 180
"""Columns of a table without a terminal, or where all columns are to be side by side."""
_NAME_MAX: Final = 30
"""Longer names of players are wrapped."""
_GAP: Final = 2
"""Spaces between two columns."""

EPISODE_KEYS: Final = tuple(key for key in INFO_KEYS if key not in {"dt", "invalid_action"})
"""Info keys that describe an episode at its end; the others are of its last step."""

_EVENTS: Final = {
    "pirate_encounters": "pirates",
    "value_lost_to_pirates": "lost to pirates",
    "overheat_ticks": "ticks too hot",
    "scan_count": "scans",
    "mining_ticks": "ticks mining",
    "fuel_used": "fuel",
    "hull_damage": "hull damage",
}
"""Columns of the second table, by info key."""


def print_comparison(
    comparison: Comparison, *, wide: bool = False, console: Console | None = None
) -> None:
    """Print a row per player: means, interquartile means, and paired differences.

    Args:
        comparison: The comparison.
        wide: Whether all columns stand side by side. Otherwise a table that is wider than the
            terminal is printed as several, each with the players.
        console: Output; standard output by default.
    """
    seeds, config = comparison.seeds, comparison.config
    console = console or Console(highlight=False)
    if wide or not console.is_terminal:
        console.width = max(console.width, _WIDE)
    console.print(
        f"{len(seeds)} episodes of {config.time_max} ticks on seeds from {seeds[0]}, "
        "the same for all; mean [95 % bootstrap interval]\n"
    )
    _print_blocks(console, comparison.rows, _score_columns(comparison.rows))
    console.print(f"{_references_text(comparison)}\n")
    console.print("means per episode; ends as shares of the episodes\n")
    _print_blocks(console, comparison.rows, _event_columns(comparison.rows))


def _print_blocks(
    console: Console, rows: list[dict[str, Any]], columns: dict[str, list[str]]
) -> None:
    """Print columns, as many side by side as fit."""
    names = [_name_of(row) for row in rows]
    name_width = min(max(map(len, ["player", *names])), _NAME_MAX)
    width_left = 0
    tables: list[Table] = []
    cells_of: list[list[list[str]]] = []
    for heading, cells in columns.items():
        width = max(map(len, [*heading.split(), *cells]))
        if not tables or width + _GAP > width_left:
            tables.append(Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0)))
            tables[-1].add_column("player", width=name_width)
            cells_of.append([names])
            width_left = console.width - name_width - 1
        tables[-1].add_column(heading, justify="right", width=width)
        cells_of[-1].append(cells)
        width_left -= width + _GAP
    for table, block in zip(tables, cells_of, strict=True):
        for row in zip(*block, strict=True):
            table.add_row(*row)
        console.print(table)
        console.print()


def _score_columns(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return the cells of each heading: what the players earned."""
    columns = {
        "return": [_interval_text(row["return"], ".1f") for row in rows],
        "net profit": [_interval_text(row["net_profit"], ",.0f") for row in rows],
        "survival": [f"{row['survival']:.0%}" for row in rows],
        "steps": [f"{row['steps']:.0f}" for row in rows],
        "net profit, IQM": [
            _interval_text(row["statistics"]["net_profit"]["iqm"], ",.0f") for row in rows
        ],
    }
    if any(row["normalised"] for row in rows):
        columns["normalised"] = [_score_text(row["normalised"]) for row in rows]
    first, *others = rows
    if others:
        columns[f"net profit difference to {first['player']}"] = [
            "",
            *[_interval_text(row["net_profit_difference"], "+,.0f") for row in others],
        ]
        columns[f"better than {first['player']}"] = [
            "",
            *[_interval_text(row["improvement"]["net_profit"], ".0%") for row in others],
        ]
    return columns


def _event_columns(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return the cells of each heading: what happened in the episodes."""
    columns = {
        heading: [f"{row['infos'][key]:,.1f}" for row in rows] for key, heading in _EVENTS.items()
    }
    columns["illegal actions"] = [f"{row['invalid_rate']:.1%}" for row in rows]
    for cause in rows[0]["end_causes"]:
        shares = [row["end_causes"][cause] / row["episodes"] for row in rows]
        columns[cause.replace("_", " ")] = [f"{share:.0%}" for share in shares]
    return columns


def _references_text(comparison: Comparison) -> str:
    """Return what the normalised score counts between, or why there is none."""
    known = comparison.references
    if isinstance(known, str):
        return known
    return (
        f"normalised: 0 is {ZERO} ({known.zero:,.0f}), 1 is {ONE} ({known.one:,.0f}), both in "
        f"these worlds; {known.source}"
    )


def _score_text(score: dict[str, float] | None) -> str:
    return "" if score is None else _interval_text(score, ".3f")


def _name_of(row: dict[str, Any]) -> str:
    """Return the player, and that it sees what is hidden from all others."""
    return f"{row['player']} (sees {SEES_NOTE})" if row["kind"] == "clairvoyant" else row["player"]


def _interval_text(row: dict[str, float], form: str) -> str:
    return f"{row['mean']:{form}} [{row['ci_low']:{form}}, {row['ci_high']:{form}}]"


def comparison_csv(comparison: Comparison) -> str:
    """Return a line per player: every statistic with its interval in three columns."""
    lines = [_csv_row(row) for row in comparison.rows]
    return csv_text(lines)


def episodes_csv(comparison: Comparison) -> str:
    """Return a line per episode, from which every number of the table can be computed."""
    lines = [
        {
            "player": entry.name,
            "kind": entry.kind,
            "run": run.player,
            "seed": str(seed),
            "return": repr(float(run.returns[i])),
            "steps": int(run.steps[i]),
            "end_cause": EndCause(int(run.infos["end_cause"][i])).name.lower(),
            "invalid_actions": int(run.invalid_actions[i]),
            **{key: run.infos[key][i].item() for key in EPISODE_KEYS},
        }
        for entry in comparison.entries
        for run in entry.runs
        for i, seed in enumerate(run.seeds)
    ]
    return csv_text(lines)


def csv_text(lines: list[dict[str, Any]]) -> str:
    """Return rows with the same keys as CSV with a header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def _csv_row(row: dict[str, Any]) -> dict[str, Any]:
    line = {key: row[key] for key in ("player", "kind", "episodes", "training_seeds", "survival")}
    line |= {"steps": row["steps"], "invalid_rate": row["invalid_rate"]}
    line |= {f"end_{cause}": count for cause, count in row["end_causes"].items()}
    line |= {key: row["infos"][key] for key in EPISODE_KEYS if key not in {*MEASURES, "survival"}}
    intervals = {
        f"{measure}_{name}": row["statistics"][measure][name]
        for measure in MEASURES
        for name in STATISTICS
    }
    for measure in ("return", "net_profit"):
        intervals[f"{measure}_difference"] = row[f"{measure}_difference"]
        intervals[f"{measure}_improvement"] = row["improvement"][measure]
    for name, interval in intervals.items():
        line |= {f"{name}": interval["mean"]}
        line |= {f"{name}_{end}": interval[end] for end in ("ci_low", "ci_high")}
    score = row["normalised"] or {}
    line |= {"normalised": score.get("mean", "")}
    line |= {f"normalised_{end}": score.get(end, "") for end in ("ci_low", "ci_high")}
    return line
