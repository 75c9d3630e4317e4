"""The report of runs: one self-contained HTML page, and its plots as PNG."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

from trainkit.config.yaml_text import dump_yaml
from trainkit.errors import TrainkitError
from trainkit.files import write_atomically
from trainkit.reports.curves import draw_curves, draw_losses
from trainkit.runs.reading import RunData, group_by_setup, read_run

PAGE: Final = "report.html"
_STYLE: Final = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}"
    "table{border-collapse:collapse}td,th{padding:.2rem .8rem;text-align:right;"
    "border-bottom:1px solid #ccc}td:first-child,th:first-child{text-align:left}"
    "img{max-width:100%}pre{background:#f4f4f4;padding:1rem;overflow:auto}"
)
_SHADING: Final = (
    "Bands: the quartiles over episodes of one run, or the 95 % bootstrap interval of the mean "
    "over several seeds."
)


def write_report(places: list[str], folder: Path) -> Path:
    """Write report.html and its plots into a folder; return the page.

    Raises:
        TrainkitError: A place is not a run, or Matplotlib is not installed.
    """
    runs = [read_run(place) for place in places]
    if not any(run.rows for run in runs):
        raise TrainkitError(f"{places[0]}: no window is complete yet: there is nothing to report")
    groups = group_by_setup(runs)
    figures = {
        "training": draw_curves(groups, "training"),
        "evaluation": draw_curves(groups, "evaluation"),
        "losses": draw_losses(groups),
    }
    folder.mkdir(parents=True, exist_ok=True)
    plots = {name: _png(figure) for name, figure in figures.items()}
    for name, plot in plots.items():
        write_atomically(folder / f"{name}.png", plot)
    write_atomically(folder / PAGE, _page(runs, plots).encode())
    return folder / PAGE


def _png(figure: Any) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=120)
    return file.getvalue()


def _page(runs: list[RunData], plots: dict[str, bytes]) -> str:
    title = ", ".join(run.name for run in runs)
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(title)}</h1>",
        *_table(
            ["run", "status", "env steps", "return", "net profit", "survival", "steps/s"],
            [_run_cells(run) for run in runs],
        ),
    ]
    for name, plot in plots.items():
        data = base64.b64encode(plot).decode()
        parts.append(f"<h2>{name.capitalize()}</h2>")
        parts.append(f"<img alt='{name}' src='data:image/png;base64,{data}'>")
    parts.append(f"<p>{_SHADING}</p><h2>Time by phase</h2>")
    phases = sorted({phase for run in runs for row in run.timing for phase in row["phases"]})
    parts += _table(["run", "hours", *phases], [_time_cells(run, phases) for run in runs])
    parts.append("<h2>Milestones</h2>")
    parts += _table(["run", "tag", "replay", "env steps", "net profit"], _milestones(runs))
    for run in runs:
        text = escape(dump_yaml(run.config))
        parts.append(f"<h2>Configuration of {escape(run.name)}</h2><pre>{text}</pre>")
    return "\n".join([*parts, "</body></html>\n"])


def _table(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield "<table><tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
    yield "</table>"


def _run_cells(run: RunData) -> list[str]:
    """Return the result of a run: its last evaluation, else the last window's episodes."""
    if not run.rows:
        return [run.name, str(run.metadata["status"]), "0", "", "", "", ""]
    last = run.rows[-1]
    shown = last["evaluation"] or last
    cells = [run.name, str(run.metadata["status"]), f"{last['env_steps_total']:,}"]
    for key, form in (("return", ".1f"), ("net_profit", ",.0f")):
        cells.append("" if shown[key] is None else format(shown[key]["mean"], form))
    cells.append("" if shown["survival"] is None else f"{shown['survival']:.0%}")
    seconds = sum(row["wall_s"] for row in run.timing)
    return [*cells, f"{last['env_steps_total'] / seconds:,.0f}" if seconds else ""]


def _time_cells(run: RunData, phases: list[str]) -> list[str]:
    total = sum(row["wall_s"] for row in run.timing)
    spent = [sum(row["phases"].get(phase, 0.0) for row in run.timing) for phase in phases]
    shares = [f"{seconds / total:.1%}" if total else "" for seconds in spent]
    return [run.name, f"{total / 3600:.2f}", *shares]


def _milestones(runs: list[RunData]) -> list[list[str]]:
    return [
        [
            run.name,
            tag.removeprefix("milestone:"),
            row["replay_id"],
            f"{row['env_steps_total']:,}",
            f"{row['net_profit']:,.0f}",
        ]
        for run in runs
        for row in run.replays
        for tag in row["tags"]
        if tag.startswith("milestone:")
    ]
