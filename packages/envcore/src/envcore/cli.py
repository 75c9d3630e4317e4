"""The commands of `python -m envcore`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from envcore.config import EnvConfig
from envcore.doctor import examine, report
from envcore.env import AsteroidProspectorEnv
from envcore.episodes import SEED_MAX
from envcore.play import HELP, play


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0 where all is well, 1 where a check failed, 2 for bad arguments."""
    parser = argparse.ArgumentParser(prog="python -m envcore", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    doctor = commands.add_parser("doctor", help="say what is installed, and whether it works")
    doctor.add_argument("--json", action="store_true", help="write JSON instead of text")
    player = commands.add_parser(
        "play",
        help="play at the keyboard",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    player.add_argument("--seed", type=int, help=f"seed of the episode, 0..{SEED_MAX}")
    player.add_argument("--time-max", type=int, default=2000, help="ticks, 1..1000000")
    chosen = parser.parse_args(arguments)
    if chosen.command == "doctor":
        return _doctor(as_json=chosen.json)
    return _play(parser, chosen)


def _doctor(*, as_json: bool) -> int:
    found, checks = examine()
    if as_json:
        tried: list[dict[str, Any]] = [{"name": c.name, "problem": c.problem} for c in checks]
        print(json.dumps({"facts": found, "checks": tried}, indent=2))
    else:
        print(report(found, checks))
    return 1 if any(check.problem for check in checks) else 0


def _play(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> int:
    if chosen.seed is not None and not 0 <= chosen.seed <= SEED_MAX:
        parser.error(f"--seed is {chosen.seed}, expected 0..{SEED_MAX}")
    try:
        config = EnvConfig(time_max=chosen.time_max)
    except ValueError as error:
        parser.error(str(error))
    try:
        play(AsteroidProspectorEnv(**config.to_dict()), chosen.seed)
    except KeyboardInterrupt:
        sys.stdout.write("\n")
    return 0
