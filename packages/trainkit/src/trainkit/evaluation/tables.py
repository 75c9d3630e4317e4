"""A comparison as a table for the terminal, and as CSV."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from envcore.spec import EndCause
from trainkit.clairvoyant import SEES_NOTE
from trainkit.envs.episode_log import INFO_KEYS
from trainkit.evaluation.comparison import MEASURES, Comparison
from trainkit.evaluation.stats import STATISTICS

_PIPE_WIDTH: Final = 180  # without a terminal

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


def print_comparison(comparison: Comparison) -> None:
    """Print a row per player: means, interquartile means, and paired differences."""
    seeds, config = comparison.seeds, comparison.config
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    console.print(
        f"{len(seeds)} episodes of {config.time_max} ticks on seeds from {seeds[0]}, "
        "the same for all; mean [95 % bootstrap interval]",
        soft_wrap=True,
    )
    console.print(_table_of(comparison.rows))
    console.print("means per episode; ends as shares of the episodes", soft_wrap=True)
    console.print(_events_of(comparison.rows))


def _table_of(rows: list[dict[str, Any]]) -> Table:
    table = Table()
    table.add_column("player")
    columns = ["return", "net profit", "net profit, IQM", "survival", "steps"]
    if len(rows) > 1:
        first = rows[0]["player"]
        columns += [f"net profit difference to {first}", f"better than {first}"]
    for column in columns:
        table.add_column(column, justify="right")
    for row in rows:
        cells = [
            _name_of(row),
            _interval_text(row["return"], ".1f"),
            _interval_text(row["net_profit"], ",.0f"),
            _interval_text(row["statistics"]["net_profit"]["iqm"], ",.0f"),
            f"{row['survival']:.0%}",
            f"{row['steps']:.0f}",
        ]
        if len(rows) > 1 and row is rows[0]:
            cells += ["", ""]
        elif len(rows) > 1:
            cells.append(_interval_text(row["net_profit_difference"], "+,.0f"))
            cells.append(_interval_text(row["improvement"]["net_profit"], ".0%"))
        table.add_row(*cells)
    return table


def _events_of(rows: list[dict[str, Any]]) -> Table:
    """Return the table of what happened in the episodes of each player."""
    table = Table()
    table.add_column("player")
    causes = list(rows[0]["end_causes"])
    ends = [cause.replace("_", " ") for cause in causes]
    for column in [*_EVENTS.values(), "illegal actions", *ends]:
        table.add_column(column, justify="right")
    for row in rows:
        shares = [row["end_causes"][cause] / row["episodes"] for cause in causes]
        table.add_row(
            _name_of(row),
            *[f"{row['infos'][key]:,.1f}" for key in _EVENTS],
            f"{row['invalid_rate']:.1%}",
            *[f"{share:.0%}" for share in shares],
        )
    return table


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
    return line
