"""The command `replaykit`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from replaykit import __version__
from replaykit.errors import ForeignSpecError, ReplayError
from replaykit.replay import Replay
from replaykit.verify import verify

EXIT_TRUE, EXIT_FALSE, EXIT_UNREADABLE, EXIT_FOREIGN = 0, 1, 2, 3


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="replaykit", description="Work with .abr replays.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    info = commands.add_parser("info", help="say what a replay holds")
    info.add_argument("file", type=Path)
    info.set_defaults(run=lambda args: _each([args.file], _info))
    check = commands.add_parser(
        "verify",
        help="simulate replays again and say whether they are true",
        epilog="exit code: 0 all are true, 1 one is false, 2 one is unreadable, "
        "3 one is of another spec; the highest counts",
    )
    check.add_argument("files", type=Path, nargs="+", metavar="FILE")
    check.set_defaults(run=lambda args: _each(args.files, _verify))
    args = parser.parse_args(arguments)
    code: int = args.run(args)
    return code


def _each(paths: list[Path], job: Callable[[Path], int]) -> int:
    """Run the job on every file; one line on stderr for each that can not be read."""
    worst = EXIT_TRUE
    for path in paths:
        try:
            code = job(path)
        except ForeignSpecError as error:
            print(f"replaykit: {path}: {error}", file=sys.stderr)
            code = EXIT_FOREIGN
        except ReplayError as error:
            print(f"replaykit: {path}: {error}", file=sys.stderr)
            code = EXIT_UNREADABLE
        except OSError as error:
            print(f"replaykit: {path}: {error.strerror or error}", file=sys.stderr)
            code = EXIT_UNREADABLE
        worst = max(worst, code)
    return worst


def _verify(path: Path) -> int:
    verdict = verify(Replay.read(path))
    if verdict.is_true:
        print(f"{path}: {verdict.message}")
        return EXIT_TRUE
    print(f"replaykit: {path}: false: {verdict.message}", file=sys.stderr)
    return EXIT_FALSE


def _info(path: Path) -> int:
    replay = Replay.read(path, allow_cut=True)
    header, result = replay.header, replay.result
    player = header.player
    options = ", ".join(f"{name}={value}" for name, value in header.config.to_dict().items())
    rows = {
        "file": f"{path} ({path.stat().st_size} bytes, {len(replay.blocks)} blocks)",
        "environment": f"{header.env_id}, spec {header.spec_digest[:12]}",
        "options": options,
        "seed, episode": f"{header.seed}, {header.episode}",
        "player": f"{player.kind} {player.name} {player.version}".rstrip(),
        "steps": str(len(replay.actions)),
    }
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
        print(f"{name:14} {value}")
    return EXIT_TRUE
