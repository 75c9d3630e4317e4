"""The commands that compare players."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

import envcore
from trainkit.bots import BOTS
from trainkit.config.seeds import parse_seeds, whole_number
from trainkit.errors import TrainkitError
from trainkit.evaluation.comparison import Comparison, compare
from trainkit.evaluation.contenders import Contender, parse_contenders, read_replay, worlds_of
from trainkit.evaluation.folder import check_evaluation, check_new_folder, save_evaluation
from trainkit.evaluation.plots import plot_comparison
from trainkit.evaluation.tables import comparison_csv, print_comparison
from trainkit.files import write_atomically, write_json
from trainkit.tasks import EngineName

TIME_MAX_MAX = 1_000_000
WORKERS_MAX = 1024
DEFAULT_TIME_MAX = 2000

SeedsOption = Annotated[
    str | None,
    typer.Option(
        metavar="SEEDS",
        help="test, heldout, train or a first seed, optionally with a count, as in heldout:300; "
        "test, or a replay's own",
    ),
]
EpisodesOption = Annotated[str, typer.Option(metavar="N", help="episodes, one a seed")]
TimeOption = Annotated[
    str | None,
    typer.Option(metavar="TICKS", help="length of an episode; the players' own, or 2000"),
]
OutOption = Annotated[Path | None, typer.Option(help="also write the table as JSON to this file")]
CsvOption = Annotated[Path | None, typer.Option(help="also write the table as CSV to this file")]
PlotOption = Annotated[Path | None, typer.Option(help="also draw it: a .png, .svg or .pdf file")]
SaveOption = Annotated[
    Path | None, typer.Option(help="a new folder for table, episodes and all replays")
]
EngineOption = Annotated[EngineName, typer.Option(help="where episodes are played")]
WorkersOption = Annotated[str | None, typer.Option(metavar="N", help="batches played at once")]
AddressOption = Annotated[str | None, typer.Option(help="of the Ray cluster; one is started here")]


def evaluate(
    players: Annotated[
        list[str],
        typer.Argument(
            help="run folders, checkpoints, NAME=RUN,RUN for several training seeds of one "
            "setup, replay:FILE, names of bots"
        ),
    ],
    *,
    seeds: SeedsOption = None,
    episodes: EpisodesOption = "100",
    time_max: TimeOption = None,
    deterministic: Annotated[
        bool, typer.Option(help="take a policy's likeliest action instead of sampling")
    ] = False,
    out: OutOption = None,
    csv: CsvOption = None,
    plot: PlotOption = None,
    save: SaveOption = None,
    engine: EngineOption = "local",
    workers: WorkersOption = None,
    address: AddressOption = None,
) -> None:
    """Play the same seeds with every player and print a paired table with 95 % intervals."""
    for name, file in (("--out", out), ("--csv", csv), ("--plot", plot)):
        if file is not None and (file.is_dir() or not file.parent.is_dir()):
            raise TrainkitError(f"{name} {file}: expected a file in a folder that is there")
    if save is not None:
        check_new_folder(save)
    worker_count = None if workers is None else whole_number("--workers", workers, WORKERS_MAX)
    ticks = None if time_max is None else whole_number("--time-max", time_max, TIME_MAX_MAX)
    chosen = parse_contenders(players)
    seed_list = parse_seeds(seeds or _own_seeds(chosen), episodes)
    comparison = compare(
        chosen,
        seed_list,
        _common_worlds(chosen, ticks),
        deterministic=deterministic,
        keep_actions=save is not None,
        engine=engine,
        workers=worker_count,
        address=address,
    )
    print_comparison(comparison)
    _write_files(comparison, out, csv, plot)
    if save is not None:
        save_evaluation(save, comparison, chosen, _policy_digests(chosen))


def bots(
    names: Annotated[
        list[str] | None, typer.Option("--bots", help="names of bots, with commas; all by default")
    ] = None,
    seeds: SeedsOption = None,
    episodes: EpisodesOption = "100",
    time_max: TimeOption = None,
    out: OutOption = None,
) -> None:
    """Play the scripted baselines on the same seeds and print a table."""
    chosen = [name for given in names or [",".join(BOTS)] for name in given.split(",")]
    for name in chosen:
        if name not in BOTS:
            raise TrainkitError(f"--bots {name}: unknown, expected some of {', '.join(BOTS)}")
    evaluate(chosen, seeds=seeds, episodes=episodes, time_max=time_max, out=out)


def check(
    folder: Annotated[Path, typer.Argument(help="what trainkit evaluate --save wrote")],
) -> None:
    """Simulate every replay of a saved evaluation again and hold its table against them."""
    comparison = check_evaluation(folder)
    print_comparison(comparison)
    count = sum(len(run.seeds) for entry in comparison.entries for run in entry.runs)
    print(f"{folder}: all {count} replays are true, and give this table")


def _own_seeds(contenders: list[Contender]) -> str:
    """Return the seeds where none are asked for: a replay's own, else the test seeds."""
    replays = [who for who in contenders if who.kind == "replay"]
    if not replays:
        return "test"
    return f"{read_replay(Path(replays[0].sources[0])).header.seed}:1"


def _common_worlds(contenders: list[Contender], time_max: int | None) -> envcore.EnvConfig:
    """Return the options that all players share.

    Raises:
        TrainkitError: They differ.
    """
    homes: dict[envcore.EnvConfig, str] = {}
    for who in contenders:
        for own in worlds_of(who):
            ticks = time_max if time_max is not None and who.kind != "replay" else own.time_max
            homes.setdefault(replace(own, time_max=ticks), who.name)
    if not homes:
        return envcore.EnvConfig(time_max=time_max or DEFAULT_TIME_MAX)
    (one, first), *others = homes.items()
    if others:
        other, second = others[0]
        key = next(k for k, v in one.to_dict().items() if v != other.to_dict()[k])
        raise TrainkitError(
            f"{first} belongs to worlds with {key}={one.to_dict()[key]}, {second} to worlds with "
            f"{key}={other.to_dict()[key]}: expected the same worlds for all"
            + (", give --time-max" if key == "time_max" else "")
        )
    return one


def _write_files(
    comparison: Comparison, out: Path | None, csv: Path | None, plot: Path | None
) -> None:
    if out is not None:
        write_json(out, comparison.to_dict())
    if csv is not None:
        write_atomically(csv, comparison_csv(comparison).encode())
    if plot is not None:
        plot_comparison(comparison, plot)


def _policy_digests(contenders: list[Contender]) -> dict[str, str]:
    """Return the SHA-256 of every policy file, by source."""
    sources = [s for who in contenders if who.kind == "policy" for s in who.sources]
    if not sources:
        return {}
    from trainkit.runs.checkpoint import policy_digest  # noqa: PLC0415  # imports torch
    from trainkit.runs.folder import checkpoint_folder  # noqa: PLC0415

    return {source: policy_digest(checkpoint_folder(Path(source))) for source in sources}
