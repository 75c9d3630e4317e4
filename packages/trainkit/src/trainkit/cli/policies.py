"""`trainkit policies`: the policies that come with the package."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from replaykit.command_line import Command, json_option
from trainkit.evaluation.pretrained import check_pretrained
from trainkit.policies.policy_file import Heldout, PolicyHeader, read_policy_header
from trainkit.policies.pretrained import PREFIX, pretrained_names, pretrained_path

_PIPE_WIDTH = 170  # without a terminal


@click.command(
    cls=Command,
    short_help="List the policies that come with trainkit.",
    examples=[
        "trainkit policies",
        "trainkit policies --check",
        "trainkit evaluate pretrained:default --episodes 100",
    ],
)
@click.option(
    "--check",
    is_flag=True,
    help="Also simulate the replays behind every figure and compare: some seconds.",
)
@json_option()
def policies(*, check: bool, as_json: bool) -> None:
    """List the policies that come with trainkit, with their figures on held-out worlds.

    Every command that takes a policy takes pretrained:NAME, and so does trainkit.load_policy.
    """
    headers = {name: read_policy_header(pretrained_path(name)) for name in pretrained_names()}
    verdicts = {name: check_pretrained(pretrained_path(name)) for name in headers} if check else {}
    if as_json:
        checks = {name: {"check": verdict} for name, verdict in verdicts.items()}
        rows = [h.model_dump(by_alias=True) | checks.get(n, {}) for n, h in headers.items()]
        click.echo(json.dumps(rows, indent=2, allow_nan=False))
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    console.print(_table_of(headers))
    for name, verdict in verdicts.items():
        click.echo(f"{PREFIX}{name}: {verdict}, and the figures are theirs")


def _table_of(headers: dict[str, PolicyHeader]) -> Table:
    table = Table()
    table.add_column("policy")
    for column in ("net profit", "return", "survival", "worlds", "trained", "inputs"):
        table.add_column(column, justify="right")
    for name, header in headers.items():
        features = " + memory" if header.network.engineered_features else ""
        figures = ("", "", "", "") if header.heldout is None else _figures_of(header.heldout)
        table.add_row(f"{PREFIX}{name}", *figures, _training_of(header), f"observation{features}")
    return table


def _figures_of(heldout: Heldout) -> tuple[str, str, str, str]:
    seeds = heldout.seeds
    return (
        _interval(heldout.net_profit, ",.0f"),
        _interval(heldout.returns, ".1f"),
        f"{heldout.survival:.1%}",
        f"{seeds['set']}:{seeds['count']}, {heldout.time_max:,} ticks",
    )


def _interval(values: dict[str, Any], form: str) -> str:
    low, high = values["ci_low"], values["ci_high"]
    return f"{values['mean']:{form}} [{low:{form}}, {high:{form}}]"


def _training_of(header: PolicyHeader) -> str:
    steps, cpu = header.training.env_steps, header.training.cpu_s
    shown = [] if steps is None else [f"{steps / 1e6:.1f} M steps"]
    return ", ".join(shown + ([] if cpu is None else [f"{cpu / 60:.1f} CPU min"]))
