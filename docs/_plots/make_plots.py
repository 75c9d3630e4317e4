"""Draw the plots of the documentation: `nox -s plots`.

World plots are simulated in `envref` with fixed seeds; report plots read committed JSON reports.
The same command draws the same files.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import matplotlib.pyplot as plt
from belt_plots import belt_map, rocks, scans
from market_plots import impact, prices
from matplotlib.figure import Figure
from report_plots import net_profit, step_speed
from ship_plots import mining, pirates

IMAGES: Final = Path(__file__).resolve().parents[1] / "images"
DOTS_PER_INCH: Final = 110
STYLE: Final = {
    "figure.facecolor": "white",  # stays light where the page is dark
    "axes.facecolor": "white",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e3e6ea",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "font.size": 10,
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
}
Plots = dict[str, Callable[[], Figure]]
WORLD: Final[Plots] = {
    "belt": belt_map,
    "rocks": rocks,
    "scans": scans,
    "prices": prices,
    "impact": impact,
    "mining": mining,
    "pirates": pirates,
}
"""Plots of docs/world_in_pictures.md, by name of the file."""
REPORTS: Final[Plots] = {
    "step_speed": step_speed,
    "net_profit": net_profit,
}
"""Plots of docs/performance.md and docs/results/README.md, by name of the file."""


def main() -> None:
    """Write the named plots, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *WORLD, *REPORTS], help="default: all")
    parser.add_argument("--out", type=Path, help="folder of all files; default: docs/images/")
    chosen = parser.parse_args()
    plt.style.use(["default", STYLE])
    for folder, plots in (("world", WORLD), ("reports", REPORTS)):
        for name, draw in plots.items():
            if not chosen.names or name in chosen.names:
                write(draw(), (chosen.out or IMAGES / folder) / f"{name}.png")


def write(figure: Figure, path: Path) -> None:
    """Write a figure as PNG, without a date or a library's version in the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=DOTS_PER_INCH, metadata={"Software": None})
    plt.close(figure)
    sys.stdout.write(f"{path}: {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
