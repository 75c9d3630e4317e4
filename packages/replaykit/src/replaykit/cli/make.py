"""The commands that make something of replays: export, cut, fork, concat."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any, Final

import click

from envcore import EnvConfig
from envcore.arguments import action_indices
from replaykit import export as exporters
from replaykit.cli.exit_codes import Exit
from replaykit.cli.options import (
    FILE,
    FILE_HELP,
    STEP,
    U64,
    file_argument,
    files_argument,
    frame_range_options,
    out_option,
    player_options,
)
from replaykit.cli.output import print_result, written_to
from replaykit.command_line import Command, refuse_options
from replaykit.errors import ReplayError
from replaykit.export.video import FPS_MAX
from replaykit.format.provenance import Player, Provenance
from replaykit.format.replay import Replay
from replaykit.progress import counted, progress_bar
from replaykit.record.edit import concat, cut
from replaykit.record.fork import fork
from replaykit.record.players import play_episode
from replaykit.simulate.frames import frame_range, frames
from replaykit.sources import opened

_TABLES: Final = {
    "jsonl": exporters.export_jsonl,
    "csv": exporters.export_csv,
    "parquet": exporters.export_parquet,
}
FORMATS: Final = (*_TABLES, "html", "mp4", "gif", "minari")
_VIDEOS: Final = ("mp4", "gif")
_FORMATS_OF: Final = {
    "start": (*_TABLES, "html", *_VIDEOS),
    "stop": (*_TABLES, "html", *_VIDEOS),
    "stride": (*_TABLES, *_VIDEOS),
    "observation": ("jsonl",),
    "truth": ("jsonl", "html", *_VIDEOS),
    "beside": ("html",),
    "policy": ("html",),
    "fps": _VIDEOS,
}
"""The formats that each option has an effect on."""


@click.command(
    "export",
    cls=Command,
    epilog=FILE_HELP,
    examples=[
        "replaykit export episode.abr -o episode.html",
        "replaykit export episode.abr -o episode.html --policy pretrained:default",
        "replaykit export episode.abr -o episode.mp4 --stop 500 --fps 24",
        "replaykit export *.abr --to minari -o prospector/mine-v0",
    ],
)
@files_argument()
@out_option("The new file, or the id of the Minari data set")
@click.option(
    "--to", type=click.Choice(FORMATS), help="Format; by default that of the ending of OUT."
)
@frame_range_options
@click.option("--observation", is_flag=True, help="Include the observation (JSON lines only).")
@click.option("--truth", is_flag=True, help="Include what is hidden (JSON lines, page, video).")
@click.option(
    "--beside",
    type=FILE,
    metavar="FILE",
    help="A replay of the same world, to compare with in the summary of a page.",
)
@click.option(
    "--policy",
    metavar="POLICY",
    help="A policy for a page, which says what it would do at every step and flies on from there: "
    "a policy file, or with trainkit pretrained:NAME, a run or a checkpoint.",
)
@click.option(
    "--fps",
    type=click.IntRange(1, FPS_MAX),
    default=12,
    show_default=True,
    help="Frames per second of a video.",
)
def export_command(
    *,
    files: tuple[str, ...],
    out: str,
    to: str | None,
    start: int,
    stop: int | None,
    stride: int,
    observation: bool,
    truth: bool,
    beside: str | None,
    policy: str | None,
    fps: int,
) -> int:
    """Write a table, a page, a video or a data set."""
    to = to or Path(out).suffix.lstrip(".").lower()
    if to not in FORMATS:
        raise ReplayError(f"{out}: unknown ending: choose a format with --to {', '.join(FORMATS)}")
    _refuse_options_without_effect(to)
    if to == "minari":
        return _export_data_set(files, out)
    if len(files) != 1:
        raise ReplayError(f"--to {to} takes one replay, not {len(files)}: only minari takes more")
    replay = Replay.open(files[0], allow_cut=True)
    bounds = start, stop, stride
    num_frames = len(frame_range(replay, *bounds))
    with written_to(out, f".{to}") as path, progress_bar(f"export {to}", num_frames) as advance:
        if to == "html":
            other = None if beside is None else Replay.open(beside)
            exporters.export_html(
                replay, path, *bounds, truth=truth, beside=other, policy=policy, progress=advance
            )
        elif to in ("mp4", "gif"):
            exporters.export_video(replay, path, *bounds, fps=fps, truth=truth, progress=advance)
        else:
            found = frames(replay, *bounds, observation=observation, truth=truth)
            _TABLES[to](counted(found, advance), path)
    print_result(out, f"{num_frames} frames")
    return Exit.DONE


@click.command(
    "cut",
    cls=Command,
    epilog=FILE_HELP,
    examples=[
        "replaykit cut episode.abr --stop 500 -o short.abr",
        "replaykit cut interrupted.abr.part -o whole.abr",
    ],
)
@file_argument()
@out_option()
@click.option(
    "--start", type=STEP, default=0, show_default=True, metavar="N", help="First step to keep."
)
@click.option("--stop", type=STEP, metavar="N", help="First step not to keep.")
def cut_command(file: str, out: str, start: int, stop: int | None) -> int:
    """Write a range of steps as a replay of its own.

    A file that was cut off becomes a whole one.
    """
    return _write(cut(Replay.open(file, allow_cut=True), start, stop), out)


@click.command(
    "fork",
    cls=Command,
    epilog=FILE_HELP,
    examples=[
        "replaykit fork episode.abr 500 --actions mine.txt --player ann -o mine.abr",
        "echo 6 11 | replaykit fork episode.abr 500 --actions - -o mine.abr",
    ],
)
@file_argument()
@click.argument("step", type=STEP)
@out_option()
@click.option(
    "--actions",
    type=FILE,
    metavar="FILE",
    help="Integers to play from there on, separated by white space or commas; - reads them.",
)
@player_options(default="unknown", help_text="Name of the player of these actions.")
def fork_command(
    *, file: str, step: int, out: str, actions: str | None, player: str, kind: str
) -> int:
    """Write a replay that leaves another one after STEP."""
    numbers = [] if actions is None else _read_actions(actions)
    provenance = Provenance(Player(kind=kind, name=player))  # type: ignore[arg-type]  # a choice
    recorder = fork(Replay.open(file, allow_cut=True), step, provenance)
    taken = recorder.run(action_indices(numbers)) if numbers else 0
    if taken < len(numbers):
        raise ReplayError(f"the episode ends after {taken} of the {len(numbers)} actions")
    return _write(recorder.finish(), out)


@click.command(
    "concat",
    cls=Command,
    epilog=FILE_HELP,
    examples=["replaykit concat head.abr tail.abr -o whole.abr"],
)
@files_argument()
@out_option()
@player_options(default=None, help_text="Name of the player of the whole, if there are several.")
def concat_command(files: tuple[str, ...], out: str, player: str | None, kind: str) -> int:
    """Join replays that follow each other.

    Each one must start in the state in which the previous one ends.
    """
    if player is None:
        refuse_options("kind", because="without --player")
    whole = None if player is None else Player(kind=kind, name=player)  # type: ignore[arg-type]
    parts = [Replay.open(source, allow_cut=True) for source in files]
    return _write(concat(parts, player=whole), out)


@click.command(
    "play",
    cls=Command,
    examples=[
        "replaykit play prospector --seed 7 -o prospector.abr",
        "replaykit play greedy_miner --seed 7 --option time_max=2000 -o a.abr",
    ],
)
@click.argument("name")
@out_option()
@click.option("--seed", type=U64, required=True, metavar="N", help="Seed of the world.")
@click.option("--episode", type=U64, default=0, show_default=True, metavar="N", help="Episode.")
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="NAME=VALUE",
    help="An option of the environment, its value as JSON; repeatable.",
)
def play_command(*, name: str, out: str, seed: int, episode: int, options: tuple[str, ...]) -> int:
    """Let an installed bot play an episode."""
    given = dict(text.partition("=")[::2] for text in options)
    try:
        config = EnvConfig.from_options({key: _value_of(text) for key, text in given.items()})
    except (TypeError, ValueError) as error:
        raise ReplayError(f"--option: {error}") from None
    return _write(play_episode(name, config=config, seed=seed, episode=episode), out)


def _value_of(text: str) -> Any:
    """Return a value that is given as JSON, else the text itself."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


COMMANDS: Final = (play_command, export_command, cut_command, fork_command, concat_command)


def _refuse_options_without_effect(to: str) -> None:
    for name, formats in _FORMATS_OF.items():
        if to not in formats:
            advice = f"only on {', '.join(formats)}"
            if name in ("start", "stop") and to == "minari":
                advice = "which takes whole replays: shorten them with `replaykit cut`"
            refuse_options(name, because=f"on {to}, {advice}")


def _export_data_set(files: tuple[str, ...], out: str) -> int:
    replays = [Replay.open(source) for source in files]
    steps = sum(len(replay.actions) for replay in replays)
    with progress_bar("export minari", steps) as advance, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # about metadata that the command lacks
        exporters.export_minari(replays, out, progress=advance)
    print_result(out, f"{len(replays)} episodes, {steps} steps")
    return Exit.DONE


def _write(replay: Replay, out: str) -> int:
    with written_to(out) as path:
        replay.write(path)
    print_result(out, f"{len(replay.actions)} steps")
    return Exit.DONE


def _read_actions(source: str) -> list[int]:
    """Return the integers of a file or of standard input."""
    try:
        with opened(source) as stream:
            text = stream.read().decode()
        return [int(word) for word in text.replace(",", " ").split()]
    except ReplayError:
        raise
    except ValueError as error:
        raise ReplayError(f"actions of {source}: {error}") from None
