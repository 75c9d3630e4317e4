"""The report of runs: one self-contained HTML page for screens of any size, and plots as PNG."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

from envcore import spec
from replaykit.files import write_atomically
from trainkit.config.yaml_text import dump_yaml
from trainkit.errors import TrainkitError
from trainkit.evaluation.plots import plot_style
from trainkit.files import printable
from trainkit.reports.curves import Panel, figure_of, panels_of
from trainkit.runs.reading import RunData, differing_keys, group_by_setup, read_run

PAGE: Final = "report.html"
_STYLE: Final = """
:root{color-scheme:light dark;--line:#cfd7e3;--soft:#f3f6fa;LIGHT}
@media(prefers-color-scheme:dark){:root{--line:#2a3549;--soft:#151c2a;DARK}}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
h1{overflow-wrap:anywhere}
.wide{overflow-x:auto}
table{border-collapse:collapse}
td,th{padding:.2rem .8rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
td:first-child,th:first-child{text-align:left}
.panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));gap:1rem}
.panels svg{width:100%;height:auto}
pre{background:var(--soft);padding:1rem;overflow:auto}
"""
_INK: Final = "#010203"
"""Color of the text and axes of a plot, which the page replaces by that of its own text."""
_BARE: Final = {"Date": None, "Creator": None}
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
    parts = panels_of(group_by_setup(runs))
    folder.mkdir(parents=True, exist_ok=True)
    for name, panels in parts.items():
        with plot_style():
            write_atomically(folder / f"{name}.png", _png(figure_of(panels)))
    drawn = {
        name: [_svg(panel, f"{name}{i}") for i, panel in enumerate(panels)]
        for name, panels in parts.items()
    }
    write_atomically(folder / PAGE, printable(_page(runs, drawn)).encode())
    return folder / PAGE


def _png(figure: Any) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=120)
    return file.getvalue()


def _svg(panel: Panel, name: str) -> str:
    """Return a panel as SVG in the colors and the font of the page around it."""
    ink = ("text.color", "axes.edgecolor", "axes.labelcolor", "axes.titlecolor")
    ticks = ("xtick.color", "ytick.color", "xtick.labelcolor", "ytick.labelcolor")
    look = dict.fromkeys((*ink, *ticks), _INK)
    look |= {"svg.fonttype": "none", "svg.hashsalt": name, "legend.framealpha": "0"}
    file = io.StringIO()
    with plot_style(**look):
        figure_of([panel], columns=1).savefig(file, format="svg", transparent=True, metadata=_BARE)
    text = file.getvalue()
    runs = {name: pair for name, pair in spec.COLORS.items() if name.startswith("run-")}
    for color, (light, _) in runs.items():
        text = text.replace(light, f"var(--{color})")  # the page's color for its ground
    return text[text.index("<svg") :].replace(_INK, "currentColor")


def _colors(ground: int) -> str:
    """Return the colors of curves on a light (0) or dark (1) ground, for a style sheet."""
    runs = {name: pair[ground] for name, pair in spec.COLORS.items() if name.startswith("run-")}
    return "".join(f"--{name}:{color};" for name, color in runs.items())


def _page(runs: list[RunData], drawn: dict[str, list[str]]) -> str:
    names = ", ".join(run.name for run in runs)
    style = _STYLE.replace("LIGHT", _colors(0)).replace("DARK", _colors(1))
    title = escape(f"Training report: {names}")
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width,initial-scale=1'>",
        f"<title>{title}</title><style>{style}</style></head><body>",
        f"<h1>{title}</h1><h2>Results</h2>",
        *_table(
            ["run", "status", "env steps", "return", "net profit", "survival", "steps/s"],
            [_run_cells(run) for run in runs],
        ),
        *_configurations(runs),
    ]
    for name, panels in drawn.items():
        parts += [f"<h2>{name.capitalize()}</h2>", "<div class='panels'>", *panels, "</div>"]
    parts.append(f"<p>{_SHADING}</p><h2>Time by phase</h2>")
    phases = sorted({phase for run in runs for row in run.timing for phase in row["phases"]})
    parts += _table(["run", "hours", *phases], [_time_cells(run, phases) for run in runs])
    parts.append("<h2>Milestones</h2>")
    parts += _table(["run", "tag", "replay", "env steps", "net profit"], _milestones(runs))
    return "\n".join([*parts, "</body></html>\n"])


def _configurations(runs: list[RunData]) -> Iterator[str]:
    """Yield what differs between the runs, and each whole configuration, closed."""
    yield "<h2>Configuration</h2>"
    differences = differing_keys(runs)
    if differences:
        rows = [[key, *values] for key, values in differences.items()]
        yield from _table(["key", *[run.name for run in runs]], rows)
    elif len(runs) > 1:
        yield "<p>The runs have the same configuration.</p>"
    for run in runs:
        yield f"<details><summary>All keys of {escape(run.name)}</summary>"
        yield f"<pre>{escape(dump_yaml(run.config))}</pre></details>"


def _table(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield (
        "<div class='wide'><table><tr>"
        + "".join(f"<th>{escape(cell)}</th>" for cell in head)
        + "</tr>"
    )
    for row in rows:
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
    yield "</table></div>"


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
