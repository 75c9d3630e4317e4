"""`python -m tools.parity`: play the suites, or replay a bundle; `nox -s parity` runs it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.parity.reference import use_reference

SUITES = ("A", "B", "C", "fuzz")
DEFAULT_SEEDS = 16
DEFAULT_STEPS = 400


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="nox -s parity --", description=__doc__)
    add = parser.add_argument
    add("--suite", choices=[*SUITES, "all"], default="all", help="which suite (default all)")
    add("--seeds", type=positive, default=DEFAULT_SEEDS, help="cases of each suite")
    add("--steps", type=positive, default=DEFAULT_STEPS, help="steps of each case")
    add("--total-steps", type=positive, help="as many cases as that takes, instead of --seeds")
    add("--options", nargs="+", default=[], metavar="NAME=VALUE", help="options fixed for all")
    add("--jobs", type=positive, help="processes (default: one for each core)")
    add("--reference", type=folder, help="take envref from this folder, not the installed one")
    add("--bundles", type=Path, default=Path("parity-bundles"), help="folder for mismatches")
    add("--replay", type=Path, metavar="BUNDLE", help="replay a mismatch instead of the suites")
    return parser


def positive(text: str) -> int:
    """Return a positive number."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: expected a whole number from 1")
    return number


def folder(text: str) -> str:
    """Return a folder that holds the package envref."""
    if not (Path(text) / "envref" / "__init__.py").is_file():
        raise argparse.ArgumentTypeError(f"{text!r}: there is no package envref in it")
    return text


def main() -> int:
    """Run the command; return 1 if anything differs."""
    parser = make_parser()
    given = parser.parse_args()
    use_reference(given.reference)
    # only now: the modules behind it import envref
    from tools.parity.command import UsageError, replay_bundle, run_suites  # noqa: PLC0415

    try:
        if given.replay is not None:
            return replay_bundle(given.replay)
        suites = SUITES if given.suite == "all" else (given.suite,)
        return run_suites(
            suites,
            seeds=given.seeds,
            steps=given.steps,
            total_steps=given.total_steps,
            options=given.options,
            jobs=given.jobs,
            reference=given.reference,
            bundles=given.bundles,
        )
    except UsageError as error:
        parser.error(str(error))


if __name__ == "__main__":
    sys.exit(main())
