"""The command `doctor` of replaykit, trainkit and playserver."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from replaykit.command_line import Command, json_option
from replaykit.doctor.examine import Check, examine, machine, packages
from replaykit.standard_streams import lasting_output

EXIT_FAILED = 1


@click.command(
    cls=Command,
    short_help="Check all packages of this installation.",
    examples=["COMMAND doctor", "COMMAND doctor --json"],
    epilog="Exit codes: 0 if all is well, 1 if a check fails.",
)
@json_option("Print JSON instead of text.")
@lasting_output()
def doctor(*, as_json: bool) -> int:
    """Show which of the five packages are installed, and check that they work."""
    found, facts, checks = packages(), machine(), []
    if not as_json:
        show({**found, **facts})
    for one in examine():
        if isinstance(one, Check):
            checks.append(one)
        else:
            facts |= one
        if not as_json:
            show_check(one) if isinstance(one, Check) else show(one)
    failed = sum(bool(check.problem) for check in checks)
    if as_json:
        answer = {"packages": found, "facts": facts, "checks": [asdict(one) for one in checks]}
        click.echo(json.dumps(answer, indent=2))
    else:
        click.echo(f"{failed} of {len(checks)} checks failed." if failed else "All is well.")
    return EXIT_FAILED if failed else 0


def show(facts: dict[str, str]) -> None:
    """Print facts, a line for each."""
    for name, value in facts.items():
        click.echo(f"      {name:10}  {value}")


def show_check(check: Check) -> None:
    """Print a check, with the reason if it failed."""
    because = f": {check.problem}" if check.problem else ""
    click.echo(f"{'FAIL' if check.problem else 'ok':4}  {check.package:10}  {check.name}{because}")
