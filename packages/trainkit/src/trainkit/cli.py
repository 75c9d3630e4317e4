"""The command `trainkit`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
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
from trainkit.evaluate import Player, play_episodes
from trainkit.files import write_json

app = typer.Typer(
    help="Train policies of Asteroid Belt Prospector and compare them.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

EXIT_REFUSED = 2
EXIT_INTERRUPTED = 130
EPISODES_MAX = 100_000
TIME_MAX_MAX = 1_000_000
SEED_SETS = {"train": 0, "test": TRAIN_SEEDS_END}
DEFAULT_TIME_MAX = 2000

_CommandLineError: Any = typer.BadParameter.__base__  # every error of usage; it has no public name

SeedsOption = Annotated[
    str,
    typer.Option(
        metavar="SEEDS", help="test, train or a first seed, optionally with a count: 7:100"
    ),
]
EpisodesOption = Annotated[str, typer.Option(metavar="N", help="episodes, one a seed")]
TimeOption = Annotated[
    str | None,
    typer.Option(metavar="TICKS", help="length of an episode; the policy's own, or 2000"),
]
OutOption = Annotated[Path | None, typer.Option(help="also write the table as JSON to this file")]


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
    resolved = load_config(config, overrides)
    from trainkit.trainer import train  # noqa: PLC0415  # torch takes seconds to import

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


@app.command()
def evaluate(
    players: Annotated[
        list[str], typer.Argument(help="run folders, checkpoints and names of bots")
    ],
    *,
    seeds: SeedsOption = "test",
    episodes: EpisodesOption = "100",
    time_max: TimeOption = None,
    deterministic: Annotated[
        bool, typer.Option(help="take a policy's likeliest action instead of sampling")
    ] = False,
    out: OutOption = None,
) -> None:
    """Play the same seeds with every player and print a table with 95 % intervals."""
    seed_list = parse_seeds(seeds, episodes)
    ticks = parse_time_max(time_max)
    for name in players:
        if name not in BOTS and not Path(name).is_dir():
            raise TrainkitError(
                f"player {name}: expected a run folder, a checkpoint or a bot: {', '.join(BOTS)}"
            )
    chosen: list[tuple[Player, str]] = []
    env_configs: dict[envcore.EnvConfig, str] = {}
    for name in players:
        if name in BOTS:
            chosen.append((BOTS[name](), "bot"))
            continue
        import torch  # noqa: PLC0415  # takes seconds, and bots do not need it

        from trainkit.player import load_player  # noqa: PLC0415

        torch.set_num_threads(1)  # more are slower on small batches
        player, config = load_player(Path(name), deterministic=deterministic)
        chosen.append((player, "policy"))
        own = config.env.to_env_config()
        env_configs.setdefault(replace(own, time_max=ticks or own.time_max), name)
    _compare(chosen, seed_list, _common(env_configs, ticks), out)


@app.command()
def bots(
    names: Annotated[
        list[str] | None, typer.Option("--bots", help="names of bots, with commas; all by default")
    ] = None,
    seeds: SeedsOption = "test",
    episodes: EpisodesOption = "100",
    time_max: TimeOption = None,
    out: OutOption = None,
) -> None:
    """Play the scripted baselines on the same seeds and print a table."""
    chosen = [name for given in names or [",".join(BOTS)] for name in given.split(",")]
    for name in chosen:
        if name not in BOTS:
            raise TrainkitError(f"--bots {name}: unknown, expected some of {', '.join(BOTS)}")
    players: list[tuple[Player, str]] = [(BOTS[name](), "bot") for name in chosen]
    _compare(players, parse_seeds(seeds, episodes), _common({}, parse_time_max(time_max)), out)


def _common(configs: dict[envcore.EnvConfig, str], time_max: int | None) -> envcore.EnvConfig:
    """Return the options that all policies share.

    Raises:
        TrainkitError: They differ.
    """
    if not configs:
        return envcore.EnvConfig(time_max=time_max or DEFAULT_TIME_MAX)
    if len(configs) > 1:
        (one, first), (other, second) = list(configs.items())[:2]
        key = next(k for k, v in one.to_dict().items() if v != other.to_dict()[k])
        raise TrainkitError(
            f"{first} was trained with {key}={one.to_dict()[key]}, {second} with "
            f"{key}={other.to_dict()[key]}: expected the same worlds for all"
            + (", give --time-max" if key == "time_max" else "")
        )
    return next(iter(configs))


def parse_seeds(text: str, episodes: str) -> range:
    """Return the seeds that a command names: a first one by name or number, and how many.

    Raises:
        ConfigError: The text is no seed set, or the number of episodes is none.
    """
    first_text, _, count_text = text.partition(":")
    number = _whole_number("--episodes", count_text or episodes, EPISODES_MAX)
    if first_text in SEED_SETS:
        first = SEED_SETS[first_text]
    elif _is_number(first_text) and int(first_text) + number <= 2**64:
        first = int(first_text)
    else:
        raise ConfigError(
            f"--seeds {text}: expected {', '.join(SEED_SETS)} or a first seed in 0..2^64-1, "
            "each optionally with a count, as in test:300"
        )
    return range(first, first + number)


def parse_time_max(text: str | None) -> int | None:
    """Return the ticks that a command asks for, if it does.

    Raises:
        ConfigError: The text is no number of ticks.
    """
    return None if text is None else _whole_number("--time-max", text, TIME_MAX_MAX)


def _whole_number(name: str, text: str, most: int) -> int:
    if not _is_number(text) or not 1 <= int(text) <= most:
        raise ConfigError(f"{name} {text}: expected an integer in 1..{most}")
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len(str(2**64))


def _compare(
    players: Sequence[tuple[Player, str]],
    seeds: range,
    config: envcore.EnvConfig,
    out: Path | None,
) -> None:
    if out is not None and (out.is_dir() or not out.parent.is_dir()):
        raise TrainkitError(f"--out {out}: expected a file in a folder that is there")
    played = [play_episodes(player, seeds, config, kind=kind) for player, kind in players]
    rows = [row.summary(played[0]) for row in played]
    _print_table(rows, seeds, config)
    if out is not None:
        count = {"first": str(seeds.start), "count": len(seeds)}
        head = {"schema": 1, "seeds": count, "time_max": config.time_max}
        write_json(out, head | {"options": config.to_dict(), "rows": rows})


def _print_table(rows: list[dict[str, Any]], seeds: range, config: envcore.EnvConfig) -> None:
    table = Table()
    table.add_column("player")
    columns = ["return", "net profit", "survival", "steps"]
    if len(rows) > 1:
        columns.append(f"return less that of {rows[0]['player']}")
    for column in columns:
        table.add_column(column, justify="right")
    for row in rows:
        cells = [
            row["player"],
            _interval_text(row["return"], ".1f"),
            _interval_text(row["net_profit"], ",.0f"),
            f"{row['survival']:.0%}",
            f"{row['steps']:.0f}",
        ]
        if len(rows) > 1:
            is_first = row is rows[0]
            cells.append("" if is_first else _interval_text(row["return_difference"], "+.1f"))
        table.add_row(*cells)
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 140
    console.print(
        f"{len(seeds)} episodes of {config.time_max} ticks on seeds from {seeds.start}, "
        "the same for all; mean [95 % bootstrap interval]",
        soft_wrap=True,
    )
    console.print(table)


def _interval_text(row: dict[str, float], form: str) -> str:
    return f"{row['mean']:{form}} [{row['ci_low']:{form}}, {row['ci_high']:{form}}]"


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
