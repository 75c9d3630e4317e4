"""`trainkit run`: train or resume a run, in one process or several."""

from __future__ import annotations

import math
import os
from typing import Final

import click

from replaykit.command_line import EXIT_REFUSED, Command
from replaykit.standard_streams import lasting_output
from trainkit.cli.options import config_argument
from trainkit.config.loading import TEMPLATES, config_path, load_config
from trainkit.config.processes import check_processes
from trainkit.config.schema import RunConfig
from trainkit.errors import LostRankError, TrainkitError
from trainkit.learn.interrupts import GRACE_S, Interrupts, noted_interrupts
from trainkit.learn.launch import EXIT_LOST, RENDEZVOUS, end_with_launcher, launch

GRACE_MAX_S: Final = 86_400.0


def _number(ctx: click.Context, parameter: click.Parameter, value: float) -> float:
    if math.isnan(value):
        raise click.BadParameter("nan is not in the range", ctx, parameter)
    return value


@click.command(
    cls=Command,
    short_help="Train a policy in windows, or resume a run.",
    examples=[
        "trainkit run quickstart",
        "trainkit run my.yaml --set run_dir=runs/second --set ppo.gamma=0.99",
        "trainkit run default --processes 2",
    ],
    help=f"""Train a policy in windows, or resume a run that was stopped.

    CONFIG is a YAML file or the name of a template: {", ".join(TEMPLATES[:-1])}. The key
    `run_dir` names the run folder. Ctrl-C finishes the window; again, it stops at once.
    SIGTERM and SIGHUP finish the window within the grace period.
    Run the same command again to resume. On several machines, start it with
    `torchrun ... --no-python trainkit run CONFIG`.""",
)
@config_argument()
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    default=None,
    help="Processes that train one policy together on this machine; num_envs and ppo.batch_size "
    "are divided among them. [default: 1]",
)
@click.option(
    "--grace",
    "grace_s",
    type=click.FloatRange(0, GRACE_MAX_S),
    metavar="SECONDS",
    default=GRACE_S,
    show_default=True,
    callback=_number,
    help="After SIGTERM or SIGHUP: finish the window if it takes no longer, else stop at once.",
)
@lasting_output()
def run(config_name: str, overrides: tuple[str, ...], processes: int | None, grace_s: float) -> int:
    """Train a policy in windows, or resume a run that was stopped."""
    config = load_config(config_path(config_name), list(overrides))
    is_rank = "WORLD_SIZE" in os.environ
    if processes is not None and is_rank:
        raise TrainkitError(
            "--processes is given within torchrun, which starts the processes itself: use its "
            "--nproc-per-node"
        )
    if processes is None or processes == 1:
        return _train(config, grace_s)
    check_processes(config, processes)
    settings = [argument for override in overrides for argument in ("--set", override)]
    return launch(["run", config_name, *settings, "--grace", str(grace_s)], processes)


def _train(config: RunConfig, grace_s: float) -> int:
    """Train in this process, alone or as one of several; return the exit code."""
    rendezvous = os.environ.get(RENDEZVOUS)
    if rendezvous is not None:
        end_with_launcher()
    is_first = os.environ.get("RANK", "0") == "0"  # the one that writes files and messages
    with noted_interrupts(grace_s, quiet=not is_first) as interrupts:
        return _train_noting(config, rendezvous, interrupts, is_first=is_first)


def _train_noting(
    config: RunConfig, rendezvous: str | None, interrupts: Interrupts, *, is_first: bool
) -> int:
    from trainkit.learn.trainer import train  # noqa: PLC0415  # torch takes seconds to import
    from trainkit.ranks import joined_ranks  # noqa: PLC0415

    try:
        with joined_ranks(config.torch_device, rendezvous) as ranks:
            status = train(config, ranks, interrupts)
    except KeyboardInterrupt:
        if is_first:
            click.echo(
                f"trainkit: {config.run_dir}: stopped at once; complete windows are kept, run "
                "again to resume",
                err=True,
            )
        return 128 + interrupts.first
    except OSError as error:
        raise TrainkitError(f"run_dir {config.run_dir}: {error.strerror or error}") from None
    except LostRankError as error:
        if rendezvous is not None:
            return EXIT_LOST  # the launcher writes the message
        raise TrainkitError(f"{error}: run the same command again to resume") from None
    except TrainkitError:
        if is_first:
            raise
        return EXIT_REFUSED
    if is_first:
        click.echo(f"{config.run_dir}: {status}")
    return 128 + interrupts.first if status == "interrupted" else 0
