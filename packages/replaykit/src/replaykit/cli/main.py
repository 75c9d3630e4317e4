"""The command `replaykit`: what can be asked for, and how it answers."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

from replaykit import __version__
from replaykit.cli import folders, make, read
from replaykit.cli.exit_codes import Exit
from replaykit.errors import ForeignSpecError, ReplayError
from replaykit.library.index import ORDERS

EXITS = (
    "exit code: 0 true or done, 1 false or different, 2 damaged or unreadable, 3 of another "
    "spec, 4 the command was wrong; of several files the highest counts"
)
_FILE = "a file, - for standard input, or an URL that fsspec knows"


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(Exit.USAGE, f"{self.prog}: {message}\n")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    args = _parser().parse_args(arguments)
    try:
        code = int(args.run(args))
        sys.stdout.flush()
    except ForeignSpecError as error:
        return _refused(error, Exit.FOREIGN)
    except ReplayError as error:
        return _refused(error, Exit.UNREADABLE)
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.TRUE
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _refused(f"{where}{error.strerror or error}", Exit.UNREADABLE)
    return code


def _refused(error: Exception | str, code: Exit) -> int:
    print(f"replaykit: {error}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="replaykit", description="Work with .abr replays.", epilog=EXITS)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    _add_reading(commands)
    _add_making(commands)
    _add_folders(commands)
    return parser


def _add_reading(commands: argparse._SubParsersAction[_Parser]) -> None:
    info = commands.add_parser("info", help="say what replays hold", epilog=EXITS)
    info.add_argument("files", nargs="+", metavar="FILE", help=_FILE)
    info.set_defaults(run=read.info)

    verify = commands.add_parser(
        "verify", help="simulate replays again and say whether they are true", epilog=EXITS
    )
    verify.add_argument("files", nargs="+", metavar="FILE", help=f"{_FILE}, or a folder")
    verify.add_argument("--parent", metavar="FILE", help="also that a fork is of this replay")
    verify.set_defaults(run=read.verify_files)

    frames = commands.add_parser("frames", help="print what happens, a line of JSON per step")
    frames.add_argument("file", metavar="FILE", help=_FILE)
    _add_range(frames)
    frames.add_argument("--observation", action="store_true", help="with all that is observed")
    frames.add_argument("--truth", action="store_true", help="with what is hidden from the ship")
    frames.set_defaults(run=read.print_frames)

    diff = commands.add_parser(
        "diff", help="say where two replays part, and how", epilog="exit code: 0 same, 1 different"
    )
    diff.add_argument("a", metavar="A", help=_FILE)
    diff.add_argument("b", metavar="B", help=_FILE)
    diff.set_defaults(run=read.print_diff)


def _add_making(commands: argparse._SubParsersAction[_Parser]) -> None:
    export = commands.add_parser(
        "export", help="write frames as a table, a page, a video or a data set"
    )
    export.add_argument("files", nargs="+", metavar="FILE", help=f"{_FILE}; several for minari")
    _add_out(export, "the file, or the id of the Minari data set")
    export.add_argument(
        "--to", choices=make.FORMATS, help="what to write; by default as OUT's name ends"
    )
    _add_range(export)
    export.add_argument("--observation", action="store_true", help="with it, in JSON lines")
    export.add_argument("--truth", action="store_true", help="with it, but in tables")
    export.add_argument("--fps", type=int, default=12, help="frames per second of a video")
    export.set_defaults(run=make.export)

    cut = commands.add_parser("cut", help="keep some steps; a file that was cut off is made whole")
    cut.add_argument("file", metavar="FILE", help=_FILE)
    _add_out(cut)
    cut.add_argument("--start", type=int, default=0, metavar="N", help="first step to keep")
    cut.add_argument("--stop", type=int, metavar="N", help="first step not to keep")
    cut.set_defaults(run=make.cut_file)

    fork = commands.add_parser("fork", help="go on otherwise after some steps")
    fork.add_argument("file", metavar="FILE", help=_FILE)
    fork.add_argument("step", type=int, metavar="STEP", help="after how many steps")
    _add_out(fork)
    fork.add_argument("--actions", metavar="FILE", help="integers to play from there; - reads them")
    fork.add_argument("--player", default="unknown", metavar="NAME", help="who plays them")
    fork.add_argument("--kind", choices=["policy", "bot", "human"], default="human")
    fork.set_defaults(run=make.fork_file)

    concat = commands.add_parser("concat", help="put replays together that follow on each other")
    concat.add_argument("files", nargs="+", metavar="FILE", help=_FILE)
    _add_out(concat)
    concat.add_argument("--player", metavar="NAME", help="who played, if several did")
    concat.add_argument("--kind", choices=["policy", "bot", "human"], default="human")
    concat.set_defaults(run=make.concat_files)


def _add_folders(commands: argparse._SubParsersAction[_Parser]) -> None:
    index = commands.add_parser(
        "index", help="bring a folder's SQLite index up to date, and ask it"
    )
    index.add_argument("folder", type=Path, metavar="FOLDER")
    index.add_argument("--db", type=Path, metavar="FILE", help="FOLDER/replays.sqlite by default")
    index.add_argument("--tag", help="as best_so_far")
    index.add_argument("--policy", metavar="NAME", help="name of the player")
    index.add_argument("--window", type=int, metavar="N", help="of the training")
    index.add_argument("--min-return", type=float, metavar="X")
    index.add_argument("--max-return", type=float, metavar="X")
    index.add_argument("--order", choices=ORDERS, default="path")
    index.add_argument("--descending", action="store_true")
    index.add_argument("--limit", type=int, metavar="N")
    index.add_argument("--json", action="store_true", help="print all that is known of each")
    index.set_defaults(run=folders.index)

    bundle = commands.add_parser("bundle", help="pack the replays of an evaluation with its table")
    bundle.add_argument("paths", nargs="+", metavar="PATH", help="files, or folders of them")
    _add_out(bundle)
    bundle.set_defaults(run=folders.bundle)

    check = commands.add_parser(
        "verify-bundle", help="simulate a bundle again and recompute its table", epilog=EXITS
    )
    check.add_argument("file", metavar="FILE", help=_FILE)
    check.add_argument("--threads", type=int, metavar="N", help="as many as processors by default")
    check.set_defaults(run=folders.check_bundle)


def _add_out(parser: _Parser, what: str = "the new file") -> None:
    parser.add_argument("-o", "--out", required=True, metavar="OUT", help=what)


def _add_range(parser: _Parser) -> None:
    parser.add_argument("--start", type=int, default=0, metavar="N", help="first frame")
    parser.add_argument("--stop", type=int, metavar="N", help="first frame not to show")
    parser.add_argument("--stride", type=int, default=1, metavar="N", help="show every Nth")
