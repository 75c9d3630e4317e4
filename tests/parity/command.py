"""What `python -m parity` does: play cases in several processes, report, keep mismatches."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import envcore
import envref
from envcore.config import EnvConfig
from envcore.spec import OPTIONS

from parity.bundle import read_bundle, replay, write_bundle
from parity.cases import Case, make_case, play
from parity.fuzz import fuzz
from parity.moves import to_json
from parity.reference import use_reference
from parity.twins import MismatchError, Options


class UsageError(ValueError):
    """The command was asked for something that there is not."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case."""

    case: Case
    steps: int
    mismatch: MismatchError | None = None


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
    if total_steps is not None:
        seeds = -(-total_steps // (steps * len(suites)))
    # one case of each suite in turn, so that a difference is met early
    cases = [make_case(suite, n, steps, fixed) for n in range(seeds) for suite in suites]
    start = time.perf_counter()
    taken: Counter[str] = Counter()
    played: Counter[str] = Counter()
    mismatch = None
    for result in results_of(cases, jobs or os.cpu_count() or 1, reference):
        taken[result.case.suite] += result.steps
        played[result.case.suite] += 1
        if result.mismatch is not None:
            mismatch = result
            break
        if sum(taken.values()) >= (total_steps or float("inf")):
            break
    seconds = time.perf_counter() - start
    report(suites, taken, played, seconds, mismatches=int(mismatch is not None))
    if mismatch is None or mismatch.mismatch is None:
        return 0
    bundle = write_bundle(bundles, str(mismatch.case), mismatch.mismatch, reference)
    print((bundle / "README.md").read_text(encoding="utf-8"), flush=True)
    return 1


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
        steps = sum(to_json(move)[0] == "step" for move in error.moves)
        return Result(case, steps, error)


def report(
    suites: Sequence[str],
    taken: Counter[str],
    played: Counter[str],
    seconds: float,
    *,
    mismatches: int,
) -> None:
    """Print a line for each suite and one for all."""
    print(f"envcore {envcore.__version__} and envref {envref.__version__}, bit by bit")
    for suite in suites:
        print(f"  suite {suite:<5}{played[suite]:>6} cases {taken[suite]:>12,} steps")
    total = sum(taken.values())
    print(
        f"{total:,} steps in {seconds:.0f} s ({total / seconds:.0f} a second), "
        f"{mismatches} mismatches",
        flush=True,
    )


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
