"""What `python -m tools.parity` does: play cases in several processes, report, keep mismatches."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from envcore.config import EnvConfig
from envcore.spec import OPTIONS

from tools.parity.bundle import read_bundle, replay, write_bundle
from tools.parity.cases import Case, make_case, play
from tools.parity.fuzz import fuzz
from tools.parity.moves import Step
from tools.parity.reference import use_reference
from tools.parity.tally import Result, Tally
from tools.parity.twins import MismatchError, Options

SHARES = {"A": 16, "B": 2, "C": 16, "fuzz": 1}
"""Cases of each suite in a round of the long mode: none takes more than a third of the time."""

INTERRUPTED = 130
"""Exit code of a run that Ctrl-C has ended, as shells have it."""


class UsageError(ValueError):
    """An argument of the command names something that does not exist."""


def run_suites(
    suites: Sequence[str],
    *,
    seeds: int,
    steps: int,
    total_steps: int | None,
    options: Sequence[str],
    jobs: int | None,
    reference: str | None,
    bundles: Path,
) -> int:
    """Play cases until all are done or one differs; return 1 if one does."""
    fixed = read_options(options)
    # one case of each suite in turn, so that a difference is met early
    order = [(suite, n) for n in range(seeds) for suite in suites]
    if total_steps is not None:
        order = long_order(suites, cases=-(-total_steps // steps))
    cases = [make_case(suite, n, steps, fixed) for suite, n in order]
    tally = Tally(suites)
    found = tally.add_all(results_of(cases, jobs or os.cpu_count() or 1, reference), total_steps)
    tally.report(mismatches=int(found is not None))
    if found is None:
        return INTERRUPTED if tally.was_interrupted else 0
    case, error = found
    bundle = write_bundle(bundles, str(case), error, reference)
    print((bundle / "README.md").read_text(encoding="utf-8"), flush=True)
    return 1


def long_order(suites: Sequence[str], cases: int) -> list[tuple[str, int]]:
    """Return at least so many cases in rounds, in which each suite comes as often as its share."""
    a_round = [
        (suite, turn)
        for turn in range(max(SHARES.values()))
        for suite in suites
        if turn < SHARES[suite]
    ]
    rounds = -(-cases // len(a_round)) + 1  # fuzz may take fewer steps than it is given
    return [
        (suite, number * SHARES[suite] + turn)
        for number in range(rounds)
        for suite, turn in a_round
    ]


def results_of(cases: Sequence[Case], jobs: int, reference: str | None) -> Iterator[Result]:
    """Play cases in processes; results come as they are ready, the rest is dropped when closed."""
    if jobs == 1:
        yield from map(result_of, cases)
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs, initializer=use_reference, initargs=(reference,)) as pool:
        yield from pool.imap_unordered(result_of, cases)


def result_of(case: Case) -> Result:
    """Play one case."""
    try:
        return Result(case, fuzz(case) if case.suite == "fuzz" else play(case))
    except MismatchError as error:
        steps = sum(isinstance(move, Step) for move in error.moves)
        return Result(case, steps, error)


def replay_bundle(folder: Path) -> int:
    """Replay a bundle; return 1 if the implementations still differ."""
    try:
        bundle = read_bundle(folder)
    except ValueError as error:
        raise UsageError(str(error)) from None
    try:
        replay(bundle.options, bundle.moves, lambda _twins: None)
    except MismatchError as error:
        print(f"{folder}: still differs; {error}", flush=True)
        return 1
    print(f"{folder}: no difference any more; it was in {bundle.field}", flush=True)
    return 0


def read_options(texts: Sequence[str]) -> Options:
    """Return options given as NAME=VALUE, as an environment takes them.

    Raises:
        UsageError: An option is unknown or its value is not allowed.
    """
    known = {option.name: option for option in OPTIONS}
    options: Options = {}
    for text in texts:
        name, _, value = text.partition("=")
        if name not in known:
            raise UsageError(
                f"--options {text}: expected NAME=VALUE with one of {', '.join(known)}"
            )
        option = known[name]
        if option.type == "bool":
            options[name] = {"true": True, "false": False}.get(value.lower(), value)
        else:
            is_number = option.type == "int" and value.isdecimal()
            options[name] = int(value) if is_number else value
    try:
        EnvConfig(**options)
    except (TypeError, ValueError) as error:
        raise UsageError(f"--options: {error}") from None
    return options
