"""`python -m tools.studies NAME`: train, evaluate and publish a study; `nox -s study` runs it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from replaykit import ReplayError
from trainkit.errors import TrainkitError
from trainkit.tasks import run_tasks

from tools.repository import ROOT
from tools.studies.declaration import Study, read_study, study_names
from tools.studies.matches import matches_of, play
from tools.studies.publish import PAGE, publish, write_sections
from tools.studies.results import played_matches
from tools.studies.skill import ascents_of, climb
from tools.studies.training import check_digest, state_of, train_missing


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--list", "lists", is_flag=True, help="List the studies, their hours and state.")
@click.option("--print-commands", is_flag=True, help="Print the commands that train the runs.")
@click.option("--only", multiple=True, metavar="VARIANT", help="Train only this one; repeatable.")
@click.option("--no-training", is_flag=True, help="Evaluate and publish the finished runs.")
@click.option("--page", "pages", is_flag=True, help="Only write the tables into the results page.")
@click.option(
    "--leaderboard",
    "boards",
    is_flag=True,
    help="Only verify the bundles of the leaderboard and write its table.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option(
    "--runs",
    type=click.Path(path_type=Path),
    default=Path("runs"),
    show_default=True,
    help="Folder of the run folders, which are RUNS/STUDY/VARIANT-SEED.",
)
@click.option(
    "--studies",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=ROOT / "studies",
    help="Folder of the declarations. [default: studies]",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=ROOT / "docs" / "results",
    help="Folder to publish in. [default: docs/results]",
)
def main(
    names: tuple[str, ...],
    *,
    lists: bool,
    print_commands: bool,
    only: tuple[str, ...],
    no_training: bool,
    pages: bool,
    boards: bool,
    workers: int,
    runs: Path,
    studies: Path,
    out: Path,
) -> None:
    """Train what declared studies lack, evaluate, and write what is published of them.

    Run it again to resume: finished runs and episodes that were played are kept. Without a name,
    it lists the studies.
    """
    lists = lists or not (names or pages or print_commands or boards)
    try:
        if boards:
            _write_board(out)
            return
        for study in [read_study(name, runs, studies) for name in names or study_names(studies)]:
            if lists:
                click.echo(line_of(study, out))
            elif print_commands:
                for run in study.runs(only):
                    click.echo(f"trainkit {shlex.join(run.command)}")
            elif not pages:
                _carry_out(study, only, 0 if no_training else workers, workers, out)
        if pages:
            click.echo(f"{out / PAGE}: {', '.join(write_sections(out, out / PAGE))}")
    except (TrainkitError, ReplayError) as error:
        click.echo(f"study: {error}", err=True)
        sys.exit(2)


def _carry_out(study: Study, only: tuple[str, ...], trainers: int, workers: int, out: Path) -> None:
    """Do everything of a study; of some variants only the training."""
    runs = study.runs(only)
    if trainers:
        train_missing(runs, trainers)
    for run in runs:
        check_digest(run)
    if only:
        return
    for done in run_tasks(play, matches_of(study), workers=workers):
        click.echo(f"{study.name}: {done}")
    for done in run_tasks(climb, ascents_of(study), workers=workers):
        click.echo(f"{study.name}: {done}")
    publish(study, played_matches(study), out)
    write_sections(out, out / PAGE)
    click.echo(f"{study.name}: published in {out}")


def _write_board(out: Path) -> None:
    from tools.leaderboard.__main__ import write_board  # noqa: PLC0415  # it imports this package

    for line in write_board(out):
        click.echo(line)


def line_of(study: Study, out: Path) -> str:
    """Return a line about a study: its hours and how far it is."""
    runs = [run for name in study.declared.variants for run in study.runs_of(name)]
    states = [state_of(run) for run in runs]
    counts = [f"{states.count(state)} {state}" for state in dict.fromkeys(states)]
    left = sum(r.cpu_minutes for r, state in zip(runs, states, strict=True) if state != "finished")
    hours = sum(run.cpu_minutes for run in runs) / 60
    is_published = (out / f"{study.name}.json").is_file()
    return (
        f"{study.name:<16}{len(runs):>3} runs  {hours:5.1f} CPU h, {left / 60:5.1f} left  "
        f"{', '.join(counts) or 'trains nothing'}{'; published' if is_published else ''}"
    )


if __name__ == "__main__":
    main()
