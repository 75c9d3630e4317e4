"""The command `trainkit`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

import envcore
from trainkit import __version__
from trainkit.bots import BOTS
from trainkit.config import TRAIN_SEEDS_END
from trainkit.config_file import load_config
from trainkit.errors import ConfigError, TrainkitError
from trainkit.evaluate import Episodes, play_episodes
from trainkit.files import write_json

app = typer.Typer(
    help="Train policies of Asteroid Belt Prospector and compare them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

EXIT_INTERRUPTED = 130
EPISODES_MAX = 100_000
DEFAULT_TIME_MAX = 2000

SeedsOption = Annotated[
    str, typer.Option(help="`test`, `train`, or the first seed, optionally with a count: 7:100")
]
EpisodesOption = Annotated[int, typer.Option(min=1, max=EPISODES_MAX, help="episodes, one a seed")]
TimeOption = Annotated[
    int | None, typer.Option(min=1, max=1_000_000, help="ticks; the policy's own by default")
]
OutOption = Annotated[Path | None, typer.Option(help="also write the table as JSON to this file")]


@app.callback(invoke_without_command=True)
def root(
    show_version: Annotated[bool, typer.Option("--version", help="show the version")] = False,
) -> None:
    """Train policies of Asteroid Belt Prospector and compare them."""
    if show_version:
        print(__version__)
        raise typer.Exit


@app.command()
def run(
    config: Annotated[Path, typer.Argument(help="a YAML file")],
    overrides: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="as in ppo.gamma=0.99")
    ] = None,
) -> None:
    """Train a policy in windows; the run folder is the key `run_dir`."""
    resolved = load_config(config, overrides)
    from trainkit.trainer import train  # noqa: PLC0415  # torch takes seconds to import

    status = train(resolved)
    print(f"{resolved.run_dir}: {status}")
    if status == "interrupted":
        raise typer.Exit(EXIT_INTERRUPTED)


@app.command()
def evaluate(
    players: Annotated[
        list[str], typer.Argument(help="run folders, checkpoints and names of bots")
    ],
    seeds: SeedsOption = "test",
    episodes: EpisodesOption = 100,
    time_max: TimeOption = None,
    deterministic: Annotated[
        bool, typer.Option(help="take a policy's likeliest action instead of sampling")
    ] = False,
    out: OutOption = None,
) -> None:
    """Play the same seeds with every player and print a table with 95 % intervals."""
    env_config = envcore.EnvConfig(time_max=time_max or DEFAULT_TIME_MAX)
    makers: list[tuple[Any, str]] = []
    for name in players:
        if name in BOTS:
            makers.append((BOTS[name](), "bot"))
            continue
        from trainkit.player import load_player  # noqa: PLC0415  # torch takes seconds to import

        if not Path(name).exists():
            raise TrainkitError(
                f"player {name}: no such bot or folder, the bots are: {', '.join(BOTS)}"
            )
        player, config = load_player(Path(name), deterministic=deterministic)
        makers.append((player, "policy"))
        if time_max is None:
            env_config = config.env.to_env_config()
    seed_list = parse_seeds(seeds, episodes)
    _compare(makers, seed_list, env_config, out)


@app.command()
def bots(
    names: Annotated[
        list[str] | None, typer.Option("--bots", help="names of bots; all by default")
    ] = None,
    seeds: SeedsOption = "test",
    episodes: EpisodesOption = 100,
    time_max: TimeOption = DEFAULT_TIME_MAX,
    out: OutOption = None,
) -> None:
    """Play the scripted baselines on the same seeds and print a table."""
    chosen = [name for given in names or [",".join(BOTS)] for name in given.split(",")]
    for name in chosen:
        if name not in BOTS:
            raise TrainkitError(f"bot {name!r} is unknown, the bots are: {', '.join(BOTS)}")
    env_config = envcore.EnvConfig(time_max=time_max or DEFAULT_TIME_MAX)
    makers = [(BOTS[name](), "bot") for name in chosen]
    _compare(makers, parse_seeds(seeds, episodes), env_config, out)


def parse_seeds(text: str, episodes: int) -> range:
    """Return the seeds that a command names.

    Raises:
        ConfigError: The text is no seed set.
    """
    named = {"train": 0, "test": TRAIN_SEEDS_END}
    first_text, _, count_text = text.partition(":")
    try:
        first = named.get(first_text, -1) if not first_text.isdigit() else int(first_text)
        count = int(count_text) if count_text else episodes
    except ValueError:
        first, count = -1, 0
    if first < 0 or not 1 <= count <= EPISODES_MAX or first + count > 2**64:
        raise ConfigError(
            f"--seeds {text}: expected test, train, a first seed in 0..2^64-1, or first:count "
            f"with at most {EPISODES_MAX} seeds"
        )
    return range(first, first + count)


def _compare(
    makers: Sequence[tuple[Any, str]], seeds: range, config: envcore.EnvConfig, out: Path | None
) -> None:
    if out is not None and not out.parent.is_dir():
        raise TrainkitError(f"--out {out}: there is no folder {out.parent}")
    rows = []
    for player, kind in makers:
        played: Episodes = play_episodes(player, seeds, config, kind=kind)
        rows.append(played.summary())
    _print_table(rows, seeds, config)
    if out is not None:
        count = {"first": str(seeds.start), "count": len(seeds)}
        write_json(out, {"schema": 1, "seeds": count, "time_max": config.time_max, "rows": rows})


def _print_table(rows: list[dict[str, Any]], seeds: range, config: envcore.EnvConfig) -> None:
    table = Table(
        title=f"{len(seeds)} episodes of {config.time_max} ticks on seeds from {seeds.start}, "
        "the same for all; mean [95 % bootstrap interval]",
        title_justify="left",
    )
    table.add_column("player")
    for column in ("return", "net profit", "survival", "steps"):
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(
            row["player"],
            _interval_text(row["return"], ".1f"),
            _interval_text(row["net_profit"], ",.0f"),
            f"{row['survival']:.0%}",
            f"{row['steps']:.0f}",
        )
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 120
    console.print(table)


def _interval_text(row: dict[str, float], form: str) -> str:
    return f"{row['mean']:{form}} [{row['ci_low']:{form}}, {row['ci_high']:{form}}]"


def main() -> None:
    """Run the command; what the user can mend is one line on standard error."""
    try:
        app()
    except TrainkitError as error:
        print(f"trainkit: {error}", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"trainkit: {where}{error.strerror or error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("trainkit: interrupted", file=sys.stderr)
        sys.exit(EXIT_INTERRUPTED)
