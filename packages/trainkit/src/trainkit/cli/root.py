"""The command `trainkit`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from trainkit import __version__
from trainkit.cli import config as cli_config
from trainkit.cli import evaluate as cli_evaluate
from trainkit.cli import report as cli_report
from trainkit.cli import sweep as cli_sweep
from trainkit.config.loading import config_path, load_config
from trainkit.errors import TrainkitError

app = typer.Typer(
    help="Train policies of Asteroid Belt Prospector and compare them.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

EXIT_REFUSED = 2
EXIT_INTERRUPTED = 130

_CommandLineError: Any = typer.BadParameter.__base__  # every error of usage; it has no public name

app.command()(cli_evaluate.evaluate)
app.command()(cli_evaluate.bots)
app.command()(cli_evaluate.check)
app.command()(cli_report.report)
app.command()(cli_sweep.sweep)
app.add_typer(cli_config.app, name="config")


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="show the version")] = False,
) -> None:
    """Train policies of Asteroid Belt Prospector and compare them."""
    if show_version:
        print(__version__)
    elif context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def run(
    config: Annotated[Path, typer.Argument(help="a YAML file")],
    overrides: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="as in ppo.gamma=0.99")
    ] = None,
) -> None:
    """Train a policy in windows; the run folder is the key `run_dir`."""
    resolved = load_config(config_path(config), overrides)
    from trainkit.learn.trainer import train  # noqa: PLC0415  # torch takes seconds to import

    try:
        status = train(resolved)
    except KeyboardInterrupt:
        print(f"trainkit: {resolved.run_dir}: stopped at once, whole windows stay", file=sys.stderr)
        raise typer.Exit(EXIT_INTERRUPTED) from None
    except OSError as error:
        reason = error.strerror or error
        raise TrainkitError(f"run_dir {resolved.run_dir}: {reason}") from None
    print(f"{resolved.run_dir}: {status}")
    if status == "interrupted":
        raise typer.Exit(EXIT_INTERRUPTED)


def main() -> None:
    """Run the command; what the user can mend is one line on standard error."""
    try:
        code = app(standalone_mode=False) or 0
    except _CommandLineError as error:
        code = _refuse(" ".join(error.format_message().split()))
    except TrainkitError as error:
        code = _refuse(str(error))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        code = _refuse(f"{where}{error.strerror or error}")
    except MemoryError as error:
        code = _refuse(f"not enough memory: {error}")
    except (KeyboardInterrupt, typer.Abort):
        code = EXIT_INTERRUPTED
    sys.exit(code)


def _refuse(message: str) -> int:
    print(f"trainkit: {message}", file=sys.stderr)
    return EXIT_REFUSED
