"""The commands that make something of replays: export, cut, fork, concat."""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path
from typing import Final

from envcore.config import action_indices
from replaykit import export as exporters
from replaykit.cli.exit_codes import Exit
from replaykit.cli.progress import counted, progress_bar
from replaykit.errors import ReplayError
from replaykit.format.provenance import Player, Provenance
from replaykit.format.replay import Replay
from replaykit.record.edit import concat, cut
from replaykit.record.fork import fork
from replaykit.simulate.frames import frame_range, frames

_TABLES: Final = {
    "jsonl": exporters.export_jsonl,
    "csv": exporters.export_csv,
    "parquet": exporters.export_parquet,
}
FORMATS: Final = (*_TABLES, "html", "mp4", "gif", "minari")


def export(args: argparse.Namespace) -> int:
    """Write a replay in another format."""
    to = args.to or Path(args.out).suffix.lstrip(".").lower()
    if to not in FORMATS:
        raise ReplayError(f"{args.out}: say what to write with --to {', '.join(FORMATS)}")
    if to == "minari":
        return _export_minari(args)
    if len(args.files) != 1:
        raise ReplayError(f"--to {to} takes one replay, not {len(args.files)}")
    replay = Replay.open(args.files[0], allow_cut=True)
    bounds = args.start, args.stop, args.stride
    num_frames = len(frame_range(replay, *bounds))
    with progress_bar(f"export {to}", num_frames) as tick:
        if to == "html":
            exporters.export_html(replay, args.out, *bounds, truth=args.truth, progress=tick)
        elif to in ("mp4", "gif"):
            exporters.export_video(
                replay, args.out, *bounds, fps=args.fps, truth=args.truth, progress=tick
            )
        else:
            found = frames(replay, *bounds, observation=args.observation, truth=args.truth)
            _TABLES[to](counted(found, tick), args.out)
    print(f"{args.out}: {num_frames} frames")
    return Exit.TRUE


def cut_file(args: argparse.Namespace) -> int:
    """Write some steps of a replay as one of its own."""
    return _write(cut(Replay.open(args.file, allow_cut=True), args.start, args.stop), args.out)


def fork_file(args: argparse.Namespace) -> int:
    """Write a replay that goes on from a state of another."""
    actions = [] if args.actions is None else _read_actions(args.actions)
    provenance = Provenance(Player(kind=args.kind, name=args.player))
    recorder = fork(Replay.open(args.file, allow_cut=True), args.step, provenance)
    taken = recorder.run(action_indices(actions)) if actions else 0
    if taken < len(actions):
        raise ReplayError(f"the episode ends after {taken} of the {len(actions)} actions")
    return _write(recorder.finish(), args.out)


def concat_files(args: argparse.Namespace) -> int:
    """Write several replays as one."""
    player = None if args.player is None else Player(kind=args.kind, name=args.player)
    parts = [Replay.open(source, allow_cut=True) for source in args.files]
    return _write(concat(parts, player=player), args.out)


def _export_minari(args: argparse.Namespace) -> int:
    replays = [Replay.open(source) for source in args.files]
    steps = sum(len(replay.actions) for replay in replays)
    with progress_bar("export minari", steps) as tick, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # advice on metadata that a command lacks
        exporters.export_minari(replays, args.out, progress=tick)
    print(f"{args.out}: {len(replays)} episodes, {steps} steps")
    return Exit.TRUE


def _write(replay: Replay, out: str) -> int:
    replay.write(out)
    print(f"{out}: {len(replay.actions)} steps")
    return Exit.TRUE


def _read_actions(source: str) -> list[int]:
    """Return the integers of a file, separated by white space or commas."""
    text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    try:
        return [int(word) for word in text.replace(",", " ").split()]
    except ValueError as error:
        raise ReplayError(f"actions of {source}: {error}") from None
