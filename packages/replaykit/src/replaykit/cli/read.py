"""The commands that read replays: info, verify, frames, diff."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from replaykit.cli.exit_codes import Exit
from replaykit.cli.progress import progress_bar
from replaykit.errors import ForeignSpecError, ReplayError
from replaykit.export.tables import json_lines
from replaykit.format.replay import Replay
from replaykit.library.folder import find_replays
from replaykit.simulate.diff import diff
from replaykit.simulate.frames import frames
from replaykit.simulate.verify import verify


def info(args: argparse.Namespace) -> int:
    """Say what each file holds."""
    return _each(args.files, _print_info)


def verify_files(args: argparse.Namespace) -> int:
    """Say of each file whether it is true."""
    parent = None if args.parent is None else Replay.open(args.parent)

    def judge(source: str) -> int:
        replay = Replay.open(source)
        with progress_bar("verify", len(replay.actions)) as tick:
            verdict = verify(replay, parent=parent, progress=tick)
        if verdict.is_true:
            print(f"{source}: {verdict.message}")
            return Exit.TRUE
        print(f"replaykit: {source}: false: {verdict.message}", file=sys.stderr)
        return Exit.FALSE

    return _each(_with_folders(args.files), judge)


def print_frames(args: argparse.Namespace) -> int:
    """Print a line of JSON for every frame."""
    replay = Replay.open(args.file, allow_cut=True)
    found = frames(
        replay,
        args.start,
        args.stop,
        args.stride,
        observation=args.observation,
        truth=args.truth,
    )
    sys.stdout.writelines(json_lines(found))
    return Exit.TRUE


def print_diff(args: argparse.Namespace) -> int:
    """Say where two replays part."""
    a, b = (Replay.open(source, allow_cut=True) for source in (args.a, args.b))
    found = diff(a, b)
    if found is None:
        print(f"same: {len(a.actions)} steps")
        return Exit.TRUE
    print(f"step {found.step}: {found.what} is {found.a} in {args.a}, {found.b} in {args.b}")
    if found.what == "action":
        worlds = "never part" if found.state_step is None else f"part at step {found.state_step}"
        print(f"their worlds {worlds}")
    for source, replay in ((args.a, a), (args.b, b)):
        if 0 < found.step <= len(replay.actions):
            (frame,) = frames(replay, found.step, found.step + 1)
            did = "illegal" if frame.was_illegal else "legal"
            print(
                f"{source}: tick {frame.tick}, {frame.action_name} ({did}), "
                f"reward {frame.reward:.6g}, return {frame.total:.6g}"
            )
    return Exit.FALSE


def _with_folders(sources: Iterable[str]) -> list[str]:
    """Return the sources with every folder replaced by the replays in it."""
    found: list[str] = []
    for source in sources:
        is_folder = source != "-" and Path(source).is_dir()
        found += map(str, find_replays([source])) if is_folder else [source]
    return found


def _each(sources: Iterable[str], job: Callable[[str], int]) -> int:
    """Run the job on every source; one line on stderr for each that can not be read."""
    worst = int(Exit.TRUE)
    for source in sources:
        try:
            code = job(source)
        except ForeignSpecError as error:
            print(f"replaykit: {source}: {error}", file=sys.stderr)
            code = Exit.FOREIGN
        except ReplayError as error:
            print(f"replaykit: {source}: {error}", file=sys.stderr)
            code = Exit.UNREADABLE
        except BrokenPipeError:
            raise
        except OSError as error:
            print(f"replaykit: {source}: {error.strerror or error}", file=sys.stderr)
            code = Exit.UNREADABLE
        worst = max(worst, int(code))
    return worst


def _print_info(source: str) -> int:
    replay = Replay.open(source, allow_cut=True)
    header, result = replay.header, replay.result
    player = header.player
    options = ", ".join(f"{name}={value}" for name, value in header.config.to_dict().items())
    checkpoints = sum(block.checkpoint is not None for block in replay.blocks)
    path = Path(source)
    size = path.stat().st_size if path.is_file() else len(replay.to_bytes())
    rows = {
        "file": f"{source} ({size} bytes, {len(replay.blocks)} blocks, {checkpoints} checkpoints)",
        "environment": f"{header.env_id}, spec {header.spec_digest[:12]}",
        "options": options,
        "seed, episode": f"{header.seed}, {header.episode}",
        "player": f"{player.kind} {player.name} {player.version}".rstrip(),
    }
    if header.training is not None:
        training = header.training
        rows["training"] = f"window {training.window}, config {training.config_digest[:12]}"
    if header.start == "state":
        parent = header.parent
        rows["start"] = "a stored state" + (
            f", of step {parent.step} of {parent.digest or 'a replay that was cut off'}"
            if parent
            else ""
        )
    per_step = f" ({size / len(replay.actions):.3f} bytes each)" if len(replay.actions) else ""
    rows["steps"] = f"{len(replay.actions)}{per_step}"
    if result is None:
        rows["result"] = "none: the file was cut off"
    else:
        rows |= {
            "ticks": str(result.ticks),
            "return": f"{result.total:.6g}",
            "net profit": f"{result.net_profit:.2f} credits",
            "end": result.end_cause or "the recording stops before the end",
            "content": replay.content_digest,
        }
    for name, value in rows.items():
        print(f"{name:14} {printable(value)}")
    return Exit.TRUE


def printable(text: str) -> str:
    """Return a text of a file without what a terminal would obey."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
