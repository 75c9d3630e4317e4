"""Draw the pictures of docs/world_in_pictures.md from the reference world: `nox -s plots`.

Everything shown is played or read in `envref` with fixed seeds, so that the same command draws the
same curves; nothing is typed in.
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
from ship_plots import mining, pirates

FOLDER: Final = Path(__file__).resolve().parents[1] / "images" / "world"
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
PICTURES: Final[dict[str, Callable[[], Figure]]] = {
    "belt": belt_map,
    "rocks": rocks,
    "scans": scans,
    "prices": prices,
    "impact": impact,
    "mining": mining,
    "pirates": pirates,
}
"""Every picture by the name of its file."""


def main() -> None:
    """Write the pictures that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *PICTURES], help="default: all")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the files")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    plt.style.use(["default", STYLE])
    for name in chosen.names or PICTURES:
        path = chosen.out / f"{name}.png"
        figure = PICTURES[name]()
        # no date and no version of a library in the file
        figure.savefig(path, dpi=DOTS_PER_INCH, metadata={"Software": None})
        plt.close(figure)
        sys.stdout.write(f"{path}: {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
