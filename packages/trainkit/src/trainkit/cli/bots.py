"""`trainkit bots`: compare the scripted bots."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

import envcore
from replaykit.command_line import Command, json_option
from replaykit.standard_streams import lasting_output
from trainkit.bots import BOTS
from trainkit.bots.own import EXPECTED as OWN_BOT
from trainkit.bots.own import names_own_bot
from trainkit.clairvoyant import SEERS
from trainkit.cli.evaluate import compare_with_progress, show_comparison
from trainkit.cli.options import (
    DEFAULT_TIME_MAX,
    chosen_seeds,
    episodes_option,
    file_option,
    refuse_wide_json,
    seeds_option,
    time_max_option,
    wide_option,
    world_overrides,
    worlds_option,
)
from trainkit.evaluation.contenders import parse_contenders
from trainkit.files import write_json


def _names(ctx: click.Context, _: click.Parameter, given: tuple[str, ...]) -> list[str]:
    """Return the bots of `--bots`, which may be repeated and have commas."""
    names = [name for text in given for name in text.split(",")] or list(BOTS)
    for name in names:
        if name not in BOTS and name not in SEERS and not names_own_bot(name):
            raise click.BadParameter(
                f"{name} is not a bot, expected some of {', '.join(BOTS)}, "
                f"{OWN_BOT}, or players that see hidden state: {', '.join(SEERS)}",
                ctx,
            )
    return names


@click.command(
    cls=Command,
    short_help="Compare the scripted bots.",
    examples=[
        "trainkit bots --bots greedy_miner,market_timer --seeds heldout:200",
        "trainkit bots --bots my_bot.py:MyBot,prospector --set env.pirates=false",
    ],
)
@click.option(
    "--bots",
    "names",
    multiple=True,
    metavar="NAME,NAME",
    callback=_names,
    help="Bots to play; your own as file.py:Class or module:Class, whose code runs here; "
    f"players that see hidden state: {', '.join(SEERS)}. "
    "[default: all of trainkit]",
)
@seeds_option()
@episodes_option()
@time_max_option()
@worlds_option()
@file_option("--out", "Also write the table as JSON to this file.")
@wide_option()
@json_option()
@lasting_output()
def bots(
    names: list[str],
    *,
    seeds: str | None,
    episodes: int | None,
    time_max: int | None,
    settings: tuple[str, ...],
    out: Path | None,
    wide: bool,
    as_json: bool,
) -> None:
    """Play bots, trainkit's or your own, on the same seeds and print a table."""
    refuse_wide_json(as_json=as_json)
    overrides = world_overrides(settings, time_max)
    worlds = replace(envcore.EnvConfig(time_max=DEFAULT_TIME_MAX), **overrides)
    chosen = chosen_seeds(seeds or "test", episodes)
    comparison = compare_with_progress(parse_contenders(names), chosen, worlds)
    show_comparison(comparison, as_json=as_json, wide=wide)
    if out is not None:
        write_json(out, comparison.to_dict())
