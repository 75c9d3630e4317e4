"""The commands that read replays: info, verify, frames, diff."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from replaykit.cli.exit_codes import EXIT_CODES, Exit, exit_code_of
from replaykit.cli.facts import facts_of, text_of_facts
from replaykit.cli.options import (
    FILE,
    FILE_HELP,
    file_argument,
    files_argument,
    frame_range_options,
)
from replaykit.cli.output import print_error, print_json, print_lines, print_text
from replaykit.command_line import Command, json_option, message_of
from replaykit.errors import ReplayError
from replaykit.export.rows import plain
from replaykit.export.tables import json_lines
from replaykit.format.replay import Replay
from replaykit.library.folder import find_replays
from replaykit.progress import progress_bar
from replaykit.simulate.diff import diff
from replaykit.simulate.frames import Frame, frames
from replaykit.simulate.timeline import Timeline
from replaykit.simulate.verify import Verdict, verify
from replaykit.standard_streams import lasting_output

Value = TypeVar("Value")

JSON_PER_FILE: Final = "Print one line of JSON for each file; one that cannot be read has `error`."


@click.command(
    "info",
    cls=Command,
    epilog=f"{FILE_HELP} {EXIT_CODES}",
    examples=["replaykit info episode.abr", "replaykit info *.abr --json | jq .result.return"],
)
@files_argument()
@json_option(JSON_PER_FILE)
def info_command(files: tuple[str, ...], as_json: bool) -> int:
    """Show the header, length and result of replays."""

    def show(_source: str, facts: dict[str, Any]) -> int:
        if as_json:
            print_json(facts)
        else:
            for line in text_of_facts(facts):
                print_text(line)
        return Exit.DONE

    return _for_each(files, facts_of, show, as_json)


@click.command(
    "verify",
    cls=Command,
    epilog=f"{FILE_HELP} {EXIT_CODES}",
    examples=[
        "replaykit verify episode.abr",
        "replaykit verify runs/mine/replays",
        "replaykit verify fork.abr --parent episode.abr",
    ],
)
@files_argument()
@click.option(
    "--parent",
    type=FILE,
    metavar="FILE",
    help="Also verify that this is the parent.",
)
@json_option(JSON_PER_FILE)
@lasting_output()
def verify_command(files: tuple[str, ...], parent: str | None, as_json: bool) -> int:
    """Simulate replays again and report if they are true.

    A folder stands for all replays below it.
    """
    parent_replay = None if parent is None else Replay.open(parent)

    def judge(source: str) -> Verdict:
        replay = Replay.open(source)
        with progress_bar("verify", len(replay.actions)) as advance:
            return verify(replay, parent=parent_replay, progress=advance)

    def show(source: str, verdict: Verdict) -> int:
        if as_json:
            print_json({"file": source, "is_true": verdict.is_true, "message": verdict.message})
        elif verdict.is_true:
            print_text(f"{source}: {verdict.message}")
        else:
            print_error(f"{source}: false: {verdict.message}")
        return Exit.DONE if verdict.is_true else Exit.FALSE

    return _for_each(_with_folders_expanded(files), judge, show, as_json)


@click.command(
    "frames",
    cls=Command,
    epilog=FILE_HELP,
    examples=["replaykit frames episode.abr --start 100 --stop 110 --truth"],
)
@file_argument()
@frame_range_options
@click.option("--observation", is_flag=True, help="Include the decoded observation.")
@click.option("--truth", is_flag=True, help="Include what is hidden from the ship.")
def frames_command(
    *, file: str, start: int, stop: int | None, stride: int, observation: bool, truth: bool
) -> int:
    """Print the world after each step, as JSON lines."""
    replay = Replay.open(file, allow_cut=True)
    found = frames(replay, start, stop, stride, observation=observation, truth=truth)
    print_lines(json_lines(found))
    return Exit.DONE


@click.command(
    "diff",
    cls=Command,
    epilog=f"{FILE_HELP.replace('A FILE is', 'A and B are each')} {EXIT_CODES}",
    examples=["replaykit diff episode.abr other.abr"],
)
@file_argument("a", metavar="A")
@file_argument("b", metavar="B")
@json_option("Print JSON instead of text.")
def diff_command(a: str, b: str, as_json: bool) -> int:
    """Show where two replays first differ, and how."""
    replays = [Replay.open(source, allow_cut=True) for source in (a, b)]
    found = diff(*replays)
    if found is None:
        if as_json:
            print_json({"is_same": True, "steps": len(replays[0].actions)})
        else:
            print_text(f"same: {len(replays[0].actions)} steps")
        return Exit.DONE
    shown = [_frame_at(replay, found.step) for replay in replays]
    if as_json:
        rows = [None if frame is None else plain(frame) for frame in shown]
        print_json({"is_same": False, **plain(found), "frame_a": rows[0], "frame_b": rows[1]})
        return Exit.FALSE
    print_text(f"step {found.step}: {found.what} is {found.a} in {a}, {found.b} in {b}")
    if found.what == "action":
        from_step = found.state_step
        print_text(
            "the worlds never differ"
            if from_step is None
            else f"the worlds differ from step {from_step} on"
        )
    for source, frame in zip((a, b), shown, strict=True):
        if frame is not None:
            legality = "illegal" if frame.was_illegal else "legal"
            print_text(
                f"{source}: tick {frame.tick}, {frame.action_name} ({legality}), "
                f"reward {frame.reward:.6g}, return {frame.total:.6g}"
            )
    return Exit.FALSE


COMMANDS: Final = (info_command, verify_command, frames_command, diff_command)


def _frame_at(replay: Replay, step: int) -> Frame | None:
    """Return the frame after a step, None if the replay has no such step."""
    if not 0 < step <= len(replay.actions):
        return None
    return next(frames(Timeline(replay), step))


def _with_folders_expanded(sources: Iterable[str]) -> list[str]:
    """Return the sources with every folder replaced by the replays in it."""
    found: list[str] = []
    for source in sources:
        is_folder = source != "-" and Path(source).is_dir()
        found += map(str, find_replays([source])) if is_folder else [source]
    return found


def _for_each(
    sources: Iterable[str],
    read: Callable[[str], Value],
    show: Callable[[str, Value], int],
    as_json: bool,
) -> int:
    """Read and show every source, report those that cannot be read; return the highest code."""
    highest: int = Exit.DONE
    for source in sources:
        try:
            value = read(source)
        except (ReplayError, OSError) as error:
            code = exit_code_of(error)
            _report(source, error, as_json)
        else:
            code = show(source, value)
        highest = max(highest, code)
    return highest


def _report(source: str, error: Exception, as_json: bool) -> None:
    message = message_of(error, "replaykit").removeprefix(f"{source}: ")
    if as_json:
        print_json({"file": source, "error": message})
    else:
        print_error(f"{source}: {message}")
