"""A folder that holds all that is needed to see a mismatch again and to look into it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import envcore
import envref
from envcore import spec

from tools.parity.bits import Difference, Failure, Outcome, bits_of, readable_values
from tools.parity.moves import Move, Reset, from_json, to_json
from tools.parity.twins import MismatchError, Options, Twins

SCHEMA = 1
TRACED_MOVES = 6  # before and with the one after which the implementations differ
CASE_FILE = "case.json"
README = """# {name}: envcore and envref differ

First differing field, after move {move} ({last}), tick {tick}:

    {field}
    envcore  {core}   {core_bits}
    envref   {reference}   {reference_bits}

Reproduce it from the root of the repository:

    {command}

| file | what is in it |
|---|---|
| `case.json` | seed, options, all moves, every differing field, versions |
| `envcore.txt`, `envref.txt` | trace of the last {traced} moves on each side, and what changed |
"""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The case that a bundle holds."""

    options: Options
    moves: list[Move]
    field: str
    """The first field that differed."""


def write_bundle(folder: Path, name: str, error: MismatchError, reference: str | None) -> Path:
    """Write a mismatch's bundle and return its folder.

    Args:
        folder: Where bundles are written.
        name: Name of the case.
        error: What was found.
        reference: Where envref came from, if it was not the installed one.
    """
    bundle = folder / name
    bundle.mkdir(parents=True, exist_ok=True)
    first = error.found[0]
    traces, tick = trace(error.options, error.moves)
    command = f"nox -s parity -- --replay {bundle.as_posix()}"
    if reference is not None:
        command += f" --reference {reference}"
    case = case_of(name, command, error, reference)
    (bundle / CASE_FILE).write_text(json.dumps(case, indent=1) + "\n", encoding="utf-8")
    for side, text in zip(("envcore", "envref"), traces, strict=True):
        (bundle / f"{side}.txt").write_text(text, encoding="utf-8")
    text = README.format(
        name=name,
        move=len(error.moves) - 1,
        last=error.moves[-1],
        tick=tick,
        command=command,
        traced=TRACED_MOVES,
        **difference_json(first),
    )
    (bundle / "README.md").write_text(text, encoding="utf-8")
    return bundle


def case_of(name: str, command: str, error: MismatchError, reference: str | None) -> dict[str, Any]:
    """Return the content of `case.json`."""
    return {
        "schema": SCHEMA,
        "name": name,
        "command": command,
        "seed": str(next(move.seed for move in error.moves if isinstance(move, Reset))),
        "options": error.options,
        "moves": [to_json(move) for move in error.moves],
        "differing_move": len(error.moves) - 1,
        "first_difference": difference_json(error.found[0]),
        "differences": [difference_json(found) for found in error.found],
        "reference": reference,
        "versions": {"envcore": envcore.__version__, "envref": envref.__version__},
        "spec_digest": spec.SPEC_DIGEST,
    }


def read_bundle(bundle: Path) -> Bundle:
    """Return the case of a bundle.

    Raises:
        ValueError: There is no bundle there, or it is of another schema.
    """
    try:
        case = json.loads((bundle / CASE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"{bundle}: no bundle that can be read: {error}") from None
    if case.get("schema") != SCHEMA:
        raise ValueError(f"{bundle}: schema is {case.get('schema')}, expected {SCHEMA}")
    moves = [from_json(parts) for parts in case["moves"]]
    return Bundle(case["options"], moves, case["first_difference"]["field"])


def replay(options: Options, moves: list[Move], watch: Callable[[Twins], None]) -> None:
    """Make the moves again.

    Raises:
        MismatchError: The implementations still differ.
    """
    twins = Twins(options)
    for move in moves:
        twins.reference.is_tracing = True
        try:
            twins.make(move)
        finally:
            watch(twins)


def difference_json(found: Difference) -> dict[str, str]:
    """Return a difference as text: both values exactly, and their bits."""
    return {
        "field": found.field,
        "core": repr(found.core),
        "core_bits": bits_of(found.core),
        "reference": repr(found.reference),
        "reference_bits": bits_of(found.reference),
    }


def trace(options: Options, moves: list[Move]) -> tuple[tuple[str, str], int]:
    """Return the trace of the last moves on each side, and the final tick."""
    texts: list[list[str]] = [[], []]
    before: list[dict[str, Any]] = [{}, {}]
    tick = 0

    def watch(twins: Twins) -> None:
        nonlocal tick
        i = len(twins.moves) - 1
        tick = twins.core.info()["ticks"]
        for side, state in enumerate((twins.core.get_state(), twins.reference.get_state())):
            after = readable_values(state, twins.reference.world)
            if i >= len(moves) - TRACED_MOVES:
                texts[side].append(f"move {i}: {twins.moves[i]}")
                texts[side] += lines_of(twins.outcomes[side])
                texts[side] += changes_of(before[side], after)
            before[side] = after
        if i >= len(moves) - TRACED_MOVES and twins.reference.last_trace is not None:
            texts[1] += ["  phases of the step:", str(twins.reference.last_trace)]

    with suppress(MismatchError):
        replay(options, moves, watch)
    core, reference = ("\n".join(lines) + "\n" for lines in texts)
    return (core, reference), tick


def lines_of(outcome: Outcome | Failure) -> list[str]:
    """Return an outcome as lines: flags, info, digest."""
    if isinstance(outcome, Failure):
        return [f"  raised {outcome.kind}: {outcome.message}"]
    values = {"reward": outcome.reward, "terminated": outcome.terminated}
    values |= {"truncated": outcome.truncated, **outcome.info}
    lines = [
        f"  {name}: {value!r} ({bits_of(value)})"
        for name, value in values.items()
        if name != "action_mask"
    ]
    legal = [spec.Action(i).name for i, legal in enumerate(outcome.info["action_mask"]) if legal]
    return [*lines, f"  legal: {', '.join(legal)}", f"  state digest: {outcome.digest.hex()}"]


def changes_of(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return which values of the state a move changed, with their bits."""
    changed = [name for name in after if before.get(name) != after[name]]
    return [
        f"  changed {name}: {before.get(name)!r} -> {after[name]!r} ({bits_of(after[name])})"
        for name in changed
    ]
