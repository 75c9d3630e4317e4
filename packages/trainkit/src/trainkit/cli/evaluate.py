"""`trainkit evaluate`: compare players on the same worlds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

import envcore
from replaykit.command_line import Command, PathType, json_option, refuse_options
from replaykit.files import write_atomically
from replaykit.progress import progress_bar
from replaykit.standard_streams import lasting_output
from trainkit.bots import BOTS
from trainkit.clairvoyant import SEERS
from trainkit.cli.options import (
    DEFAULT_TIME_MAX,
    address_option,
    chosen_seeds,
    engine_option,
    episodes_option,
    file_option,
    refuse_address_without_ray,
    refuse_wide_json,
    seeds_option,
    time_max_option,
    wide_option,
    workers_option,
    world_overrides,
    worlds_option,
)
from trainkit.errors import TrainkitError
from trainkit.evaluation.comparison import Comparison, compare
from trainkit.evaluation.contenders import Contender, parse_contenders, read_replay, worlds_of
from trainkit.evaluation.folder import check_new_folder, save_evaluation
from trainkit.evaluation.plots import plot_comparison
from trainkit.evaluation.tables import comparison_csv, print_comparison
from trainkit.files import write_json
from trainkit.runs.retention import keep_checkpoints
from trainkit.tasks import EngineName


@click.command(
    cls=Command,
    short_help="Compare players on the same worlds.",
    examples=[
        "trainkit evaluate runs/first greedy_miner --episodes 100",
        "trainkit evaluate ours=runs/s1,runs/s2,runs/s3 prospector --seeds heldout:200",
        "trainkit evaluate runs/first market_timer --save scores",
        "trainkit evaluate pretrained:default my_bot.py:MyBot --set env.pirates=false",
        "trainkit evaluate model.zip first.safetensors --trust",
    ],
    help=f"""Play the same seeds with every player and print a paired table with 95 % intervals.

    PLAYERS are run folders, checkpoints, policy files (trainkit export), pretrained:NAME (trainkit
    policies), NAME=RUN,RUN for several training seeds of one setup, replay:FILE, bots of your own
    as file.py:Class or module:Class, zips of Stable-Baselines3, or bots: {", ".join(BOTS)}.
    Players that see hidden state: {", ".join(SEERS)}.

    A bot of your own is code that runs here. So is a zip of Stable-Baselines3, because it contains
    pickles: it needs --trust. Runs, policy files and replays never run code.""",
)
@click.argument("players", nargs=-1, required=True)
@seeds_option()
@episodes_option()
@time_max_option()
@worlds_option()
@click.option(
    "--trust", is_flag=True, help="Load zips of Stable-Baselines3, which can run any code."
)
@click.option("--deterministic", is_flag=True, help="Take a policy's most likely action.")
@file_option("--out", "Also write the table as JSON to this file.")
@file_option("--csv", "Also write the table as CSV to this file.")
@file_option("--plot", "Also plot it: a .png, .svg or .pdf file.")
@click.option(
    "--save",
    type=PathType(path_type=Path),
    help="Also write table, episodes and all replays to a new folder.",
)
@engine_option("local", "Where episodes are played.")
@workers_option("Batches played at once. [default: 1, or all processors of a Ray cluster]")
@address_option()
@wide_option()
@json_option()
@lasting_output()
def evaluate(
    players: tuple[str, ...],
    *,
    seeds: str | None,
    episodes: int | None,
    time_max: int | None,
    settings: tuple[str, ...],
    trust: bool,
    deterministic: bool,
    out: Path | None,
    csv: Path | None,
    plot: Path | None,
    save: Path | None,
    engine: EngineName,
    workers: int | None,
    address: str | None,
    wide: bool,
    as_json: bool,
) -> None:
    """Play the same seeds with every player and print a paired table."""
    if save is not None:
        check_new_folder(save)
    overrides = world_overrides(settings, time_max)
    contenders = parse_contenders(players, trusts=trust)
    _refuse_options_without_effect(contenders, engine, as_json=as_json)
    comparison = compare_with_progress(
        contenders,
        _seeds_of(contenders, seeds, episodes),
        _common_worlds(contenders, overrides),
        deterministic=deterministic,
        keep_actions=save is not None,
        engine=engine,
        workers=workers,
        address=address,
    )
    show_comparison(comparison, as_json=as_json, wide=wide)
    _write_files(comparison, out, csv, plot)
    if save is not None:
        save_evaluation(save, comparison, contenders)
    if out or csv or save:
        keep_checkpoints(s for c in contenders if c.kind == "policy" for s in c.sources)


def compare_with_progress(
    contenders: list[Contender], seeds: Sequence[int], worlds: envcore.EnvConfig, **options: Any
) -> Comparison:
    """Compare players; on a terminal, a bar shows the episodes played."""
    total = len(seeds) * sum(len(c.sources) for c in contenders if c.kind != "replay")
    with progress_bar("episodes", total) as advance:
        return compare(contenders, seeds, worlds, report=advance, **options)


def show_comparison(comparison: Comparison, *, as_json: bool, wide: bool) -> None:
    """Print a comparison as a table, or as the JSON of evaluation.json."""
    if as_json:
        click.echo(json.dumps(comparison.to_dict(), indent=2, allow_nan=False))
    else:
        print_comparison(comparison, wide=wide)


def _refuse_options_without_effect(
    contenders: list[Contender], engine: EngineName, *, as_json: bool
) -> None:
    refuse_wide_json(as_json=as_json)
    refuse_address_without_ray(engine)
    if all(contender.kind != "policy" for contender in contenders):
        refuse_options("deterministic", because="without a policy among the players")


def _seeds_of(contenders: list[Contender], seeds: str | None, episodes: int | None) -> range:
    """Return the seeds to play; without `--seeds` those from the first replay's on, else test."""
    replays = [contender for contender in contenders if contender.kind == "replay"]
    if seeds is not None or not replays:
        return chosen_seeds(seeds or "test", episodes)
    first = read_replay(Path(replays[0].sources[0])).header.seed
    return chosen_seeds(str(first), episodes, default=1)


def _common_worlds(contenders: list[Contender], overrides: dict[str, Any]) -> envcore.EnvConfig:
    """Return the options of the worlds that all players share.

    Raises:
        TrainkitError: They differ.
    """
    owners: dict[envcore.EnvConfig, str] = {}
    for contender in contenders:
        for own in worlds_of(contender):
            worlds = replace(own, **overrides)
            if contender.kind == "replay" and worlds != own:
                key = next(key for key, value in overrides.items() if getattr(own, key) != value)
                raise TrainkitError(
                    f"{contender.name} was recorded with {key}={getattr(own, key)}, which no "
                    f"option changes: leave out {_option_of(key)}"
                )
            owners.setdefault(worlds, contender.name)
    if not owners:
        return replace(envcore.EnvConfig(time_max=DEFAULT_TIME_MAX), **overrides)
    (worlds, first), *others = owners.items()
    if others:
        other, second = others[0]
        ours, theirs = worlds.to_dict(), other.to_dict()
        key = next(key for key in ours if ours[key] != theirs[key])
        raise TrainkitError(
            f"{first} belongs to worlds with {key}={ours[key]}, {second} to worlds with "
            f"{key}={theirs[key]}: expected the same worlds for all, give {_option_of(key)}"
        )
    return worlds


def _option_of(key: str) -> str:
    return "--time-max" if key == "time_max" else f"--set env.{key}=VALUE"


def _write_files(
    comparison: Comparison, out: Path | None, csv: Path | None, plot: Path | None
) -> None:
    if out is not None:
        write_json(out, comparison.to_dict())
    if csv is not None:
        write_atomically(csv, comparison_csv(comparison).encode())
    if plot is not None:
        plot_comparison(comparison, plot)
