"""The commands of `python -m envcore`."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Final, NoReturn

from envcore.config import EnvConfig
from envcore.doctor import examine, report
from envcore.env import AsteroidProspectorEnv
from envcore.episodes import SEED_MAX
from envcore.interrupts import EXIT_INTERRUPTED, Ended, ends_raised, raise_at_ctrl_c
from envcore.play import HELP, play
from envcore.spec import ENV_TIME_MAX, OPTIONS

_PROGRAM: Final = "python -m envcore"
_TIME_MAX: Final = next(option for option in OPTIONS if option.name == "time_max")
_EXAMPLES: Final = f"""\
examples:
  {_PROGRAM} doctor            check this installation
  {_PROGRAM} play --seed 7     play the belt of seed 7
"""


class _Parser(argparse.ArgumentParser):
    """Reports a bad argument in one line, with the command that shows what is allowed."""

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        _flush_output()  # the help
        super().exit(status, message)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Error: {message}. Run `{self.prog} --help` for help.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0 for success, 1 for a failed check, 128 plus the number of a signal.

    It is 2 if standard output cannot be written, and 0 if its reader is gone.

    Raises:
        SystemExit: With code 2, for bad arguments.
    """
    raise_at_ctrl_c()
    try:
        chosen = _parser().parse_args(arguments)
        code = int(chosen.run(chosen))
        _flush_output()
        return code
    except OSError as error:
        return _exit_code_of(error)
    except Ended as end:
        return 128 + end.number
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _flush_output() -> None:
    if sys.stdout is not None:  # as it is after `>&-`
        sys.stdout.flush()


def _exit_code_of(error: OSError) -> int:
    """Return the exit code after standard output failed: 0 if its reader is gone."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
    if error.errno in (errno.EPIPE, errno.EIO) or (os.name == "nt" and error.errno == errno.EINVAL):
        return 0
    print(f"Error: standard output: {error.strerror}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=_PROGRAM,
        description="Check this installation of envcore, or play at the keyboard.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"envcore {version('envcore')}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    doctor = commands.add_parser("doctor", help="show what is installed and whether it works")
    doctor.add_argument("--json", action="store_true", help="write JSON instead of text")
    doctor.set_defaults(run=_doctor)
    player = commands.add_parser(
        "play",
        help="play at the keyboard",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    player.add_argument("--seed", type=int, help=f"seed of the episode, 0..{SEED_MAX}")
    player.add_argument(
        "--time-max",
        type=int,
        default=min(ENV_TIME_MAX.values()),
        help=f"ticks of an episode, {_TIME_MAX.low}..{_TIME_MAX.high} (default %(default)s)",
    )
    player.set_defaults(run=_play, parser=player)
    return parser


def _doctor(chosen: argparse.Namespace) -> int:
    found, checks = examine()
    if chosen.json:
        tried: list[dict[str, Any]] = [{"name": c.name, "problem": c.problem} for c in checks]
        print(json.dumps({"facts": found, "checks": tried}, indent=2))
    else:
        print(report(found, checks))
    return 1 if any(check.problem for check in checks) else 0


def _play(chosen: argparse.Namespace) -> int:
    if chosen.seed is not None and not 0 <= chosen.seed <= SEED_MAX:
        chosen.parser.error(f"--seed is {chosen.seed}, expected 0..{SEED_MAX}")
    try:
        config = EnvConfig(time_max=chosen.time_max)
    except ValueError as error:
        chosen.parser.error(str(error))
    if None in (sys.stdin, sys.stdout):  # as they are after `<&- >&-`
        chosen.parser.error("standard input or output is closed")
    try:
        with ends_raised():
            play(AsteroidProspectorEnv(**config.to_dict()), chosen.seed)
    except Ended:
        raise
    except KeyboardInterrupt:
        sys.stdout.write("\n")
    return 0
