"""Make the policies that come with trainkit from runs: figures on held-out worlds, and a bundle.

    nox -s pretrained -- default=runs/default long=runs/long

replaces the files of these names; commit them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from trainkit.config.seeds import parse_seeds
from trainkit.errors import TrainkitError
from trainkit.evaluation.pretrained import check_pretrained, make_pretrained

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "packages" / "trainkit" / "src" / "trainkit" / "policies" / "pretrained_files"


def main() -> None:
    """Evaluate each policy, write its two files and check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("policies", nargs="+", metavar="NAME=RUN", help="a run or a checkpoint")
    parser.add_argument("--seeds", default="heldout:200")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=FOLDER)
    arguments = parser.parse_args()
    seeds = parse_seeds(arguments.seeds, 200)
    arguments.out.mkdir(exist_ok=True)
    for text in arguments.policies:
        name, equals, source = text.partition("=")
        if not equals or not name.isidentifier():
            parser.error(f"{text}: expected NAME=RUN, as in default=runs/default")
        try:
            header = make_pretrained(
                name, source, arguments.out, seeds=seeds, workers=arguments.workers
            )
            verdict = check_pretrained(arguments.out / f"{name}.safetensors")
        except TrainkitError as error:
            parser.error(str(error))
        assert header.heldout is not None
        profit = header.heldout.net_profit
        sys.stdout.write(
            f"{name}: net profit {profit['mean']:,.0f} "
            f"[{profit['ci_low']:,.0f}, {profit['ci_high']:,.0f}]; {verdict}\n"
        )


if __name__ == "__main__":
    main()
