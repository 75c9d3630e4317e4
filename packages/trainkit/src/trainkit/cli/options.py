"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, get_args

import click

from envcore.spec import OPTIONS
from replaykit.command_line import PathType, refuse_options
from trainkit.config.loading import env_overrides
from trainkit.config.seeds import EPISODES_MAX, parse_seeds
from trainkit.errors import ConfigError
from trainkit.tasks import EngineName

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

_WORKERS_MAX: Final = 1024
_TIME_MAX: Final = next(option.high for option in OPTIONS if option.name == "time_max")
DEFAULT_TIME_MAX: Final = 2000
"""Ticks of an episode where neither the option nor a player names a length."""


def config_argument(*, required: bool = True) -> Decorator:
    """Return the argument CONFIG and the option `--set`, in `config_name` and `overrides`."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        function = click.option(
            "--set",
            "overrides",
            multiple=True,
            metavar="KEY=VALUE",
            help="Override a key, as in ppo.gamma=0.99; repeatable.",
        )(function)
        return click.argument("config_name", metavar="CONFIG", required=required)(function)

    return decorate


def seeds_option() -> Decorator:
    """Return the option `--seeds`."""
    return click.option(
        "--seeds",
        metavar="SEEDS",
        help="test, heldout, train or a first seed, optionally with a count, as in heldout:300. "
        "[default: test, or the seed of a replay]",
    )


def episodes_option() -> Decorator:
    """Return the option `--episodes`."""
    return click.option(
        "--episodes",
        type=click.IntRange(1, EPISODES_MAX),
        help="Episodes, one per seed. [default: the count of SEEDS, else 100, or 1 with a replay]",
    )


def chosen_seeds(text: str, episodes: int | None, default: int = 100) -> range:
    """Return the seeds of `--seeds` and `--episodes`.

    Raises:
        ConfigError: The text names no seeds, or both give a number.
    """
    if episodes is not None and ":" in text:
        raise ConfigError(
            f"--seeds {text} and --episodes {episodes} both give a number of seeds, expected one"
        )
    return parse_seeds(text, episodes or default)


def world_overrides(settings: Sequence[str], time_max: int | None) -> dict[str, Any]:
    """Return the options of the worlds that `--set` and `--time-max` give.

    Raises:
        ConfigError: One is not allowed, or both give the length.
    """
    overrides = env_overrides(settings)
    if time_max is None:
        return overrides
    if "time_max" in overrides:
        raise ConfigError("--time-max and --set env.time_max are both given, expected one of them")
    return overrides | {"time_max": time_max}


def refuse_address_without_ray(engine: EngineName) -> None:
    """Refuse `--address` where no cluster is used."""
    if engine != "ray":
        refuse_options("address", because=f"with the engine {engine}: add --engine ray")


def time_max_option() -> Decorator:
    """Return the option `--time-max`."""
    return click.option(
        "--time-max",
        type=click.IntRange(1, _TIME_MAX),
        metavar="TICKS",
        help=f"Length of an episode. [default: that of the players, or {DEFAULT_TIME_MAX}]",
    )


def worlds_option() -> Decorator:
    """Return the option `--set` of commands that play, in `settings`."""
    return click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="env.KEY=VALUE",
        help="Override an option of the worlds, as in env.pirates=false; repeatable.",
    )


def wide_option() -> Decorator:
    """Return the option `--wide` of commands that compare players."""
    return click.option(
        "--wide", is_flag=True, help="Print all columns side by side, wider than the terminal."
    )


def refuse_wide_json(*, as_json: bool) -> None:
    """Refuse `--wide` where no table is printed."""
    if as_json:
        refuse_options("wide", because="with --json, which prints no table")


def engine_option(default: EngineName | None, help_text: str) -> Decorator:
    """Return the option `--engine`."""
    return click.option(
        "--engine",
        type=click.Choice(get_args(EngineName)),
        default=default,
        show_default=default is not None,
        help=help_text,
    )


def workers_option(help_text: str) -> Decorator:
    """Return the option `--workers`."""
    return click.option("--workers", type=click.IntRange(1, _WORKERS_MAX), help=help_text)


def address_option() -> Decorator:
    """Return the option `--address`."""
    return click.option(
        "--address", help="Address of a Ray cluster. [default: start one on this machine]"
    )


def file_option(name: str, help_text: str) -> Decorator:
    """Return an option that names a file to write, whose folder must exist."""
    return click.option(
        name, type=PathType(dir_okay=False, path_type=Path), callback=_check_file, help=help_text
    )


def _check_file(ctx: click.Context, _: click.Parameter, path: Path | None) -> Path | None:
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"{path}: expected a file in a folder that exists", ctx)
    return path
