"""`trainkit bots`: compare the scripted bots."""

from __future__ import annotations

from pathlib import Path

import click

import envcore
from replaykit.command_line import Command, json_option
from replaykit.standard_streams import lasting_output
from trainkit.bots import BOTS
from trainkit.cli.evaluate import show_comparison
from trainkit.cli.options import (
    DEFAULT_TIME_MAX,
    episodes_option,
    file_option,
    seeds_option,
    time_max_option,
)
from trainkit.config.seeds import parse_seeds
from trainkit.evaluation.comparison import compare
from trainkit.evaluation.contenders import parse_contenders
from trainkit.files import write_json


def _names(ctx: click.Context, _: click.Parameter, given: tuple[str, ...]) -> list[str]:
    """Return the bots of `--bots`, which may be repeated and have commas."""
    names = [name for text in given for name in text.split(",")] or list(BOTS)
    for name in names:
        if name not in BOTS:
            raise click.BadParameter(
                f"{name} is not a bot, expected some of {', '.join(BOTS)}", ctx
            )
    return names


@click.command(
    cls=Command,
    short_help="Compare the scripted bots.",
    examples=["trainkit bots --bots greedy_miner,market_timer --seeds heldout:200"],
)
@click.option(
    "--bots",
    "names",
    multiple=True,
    metavar="NAME,NAME",
    callback=_names,
    help="Bots to play. [default: all]",
)
@seeds_option()
@episodes_option()
@time_max_option()
@file_option("--out", "Also write the table as JSON to this file.")
@json_option()
@lasting_output()
def bots(
    names: list[str],
    *,
    seeds: str | None,
    episodes: int,
    time_max: int | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Play the scripted bots on the same seeds and print a table."""
    worlds = envcore.EnvConfig(time_max=time_max or DEFAULT_TIME_MAX)
    comparison = compare(parse_contenders(names), parse_seeds(seeds or "test", episodes), worlds)
    show_comparison(comparison, as_json=as_json)
    if out is not None:
        write_json(out, comparison.to_dict())
