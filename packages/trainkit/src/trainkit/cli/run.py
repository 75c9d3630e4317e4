"""`trainkit run`: train or resume a run."""

from __future__ import annotations

import click

from replaykit.command_line import EXIT_INTERRUPTED, Command
from trainkit.cli.options import config_argument
from trainkit.config.loading import TEMPLATES, config_path, load_config
from trainkit.errors import TrainkitError


@click.command(
    cls=Command,
    short_help="Train a policy in windows, or resume a run.",
    examples=[
        "trainkit run quickstart",
        "trainkit run my.yaml --set run_dir=runs/second --set ppo.gamma=0.99",
    ],
    help=f"""Train a policy in windows, or resume a run that was stopped.

    CONFIG is a YAML file or the name of a template: {", ".join(TEMPLATES[:-1])}. The key
    `run_dir` names the run folder. Ctrl-C finishes the window; again, it stops at once.
    Run the same command again to resume.""",
)
@config_argument()
def run(config_name: str, overrides: tuple[str, ...]) -> int:
    """Train a policy in windows, or resume a run that was stopped."""
    config = load_config(config_path(config_name), list(overrides))
    from trainkit.learn.trainer import train  # noqa: PLC0415  # torch takes seconds to import

    try:
        status = train(config)
    except KeyboardInterrupt:
        click.echo(
            f"trainkit: {config.run_dir}: stopped at once; complete windows are kept, run again "
            "to resume",
            err=True,
        )
        return EXIT_INTERRUPTED
    except OSError as error:
        raise TrainkitError(f"run_dir {config.run_dir}: {error.strerror or error}") from None
    click.echo(f"{config.run_dir}: {status}")
    return EXIT_INTERRUPTED if status == "interrupted" else 0
