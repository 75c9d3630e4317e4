"""`python -m tools.studies NAME`: train, evaluate and publish a study; `nox -s study` runs it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from trainkit.errors import TrainkitError

from tools.studies.declaration import Study, read_study, study_names
from tools.studies.training import state_of, train_missing


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--list", "lists", is_flag=True, help="List the studies, their hours and state.")
@click.option("--print-commands", is_flag=True, help="Print the commands that train its runs.")
@click.option("--only", multiple=True, metavar="VARIANT", help="Train only this one; repeatable.")
@click.option(
    "--runs",
    type=click.Path(path_type=Path),
    default=Path("runs"),
    show_default=True,
    help="Folder of the run folders, which are RUNS/STUDY/VARIANT-SEED.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def main(
    names: tuple[str, ...],
    *,
    lists: bool,
    print_commands: bool,
    only: tuple[str, ...],
    runs: Path,
    workers: int,
) -> None:
    """Train what a declared study lacks. Run it again to resume."""
    if not names and not lists:
        raise click.UsageError(f"expected --list or a study: {', '.join(study_names())}")
    try:
        for study in [read_study(name, runs) for name in names or study_names()]:
            if lists:
                click.echo(line_of(study))
            elif print_commands:
                for run in study.runs(only):
                    click.echo(f"trainkit {shlex.join(run.command)}")
            else:
                train_missing(study.runs(only), workers)
    except TrainkitError as error:
        click.echo(f"study: {error}", err=True)
        sys.exit(2)


def line_of(study: Study) -> str:
    """Return a line about a study: its hours and how far it is."""
    runs = [run for name in study.declared.variants for run in study.runs_of(name)]
    states = [state_of(run) for run in runs]
    counts = [f"{states.count(state)} {state}" for state in dict.fromkeys(states)]
    left = sum(r.cpu_minutes for r, state in zip(runs, states, strict=True) if state != "finished")
    minutes = sum(run.cpu_minutes for run in runs)
    return (
        f"{study.name:<16}{len(runs):>3} runs  {minutes / 60:5.1f} CPU h, {left / 60:5.1f} left  "
        f"{', '.join(counts) or 'trains nothing'}"
    )


if __name__ == "__main__":
    main()
