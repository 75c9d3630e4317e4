"""The command `trainkit`: its commands, sections and exit codes."""

from __future__ import annotations

import os
import sys

from replaykit.command_line import EXIT_REFUSED, command_group, run_command
from replaykit.doctor.command import doctor
from trainkit import __version__
from trainkit.cli.bots import bots
from trainkit.cli.check import check
from trainkit.cli.config import config
from trainkit.cli.evaluate import evaluate
from trainkit.cli.export import export
from trainkit.cli.init import init
from trainkit.cli.policies import policies
from trainkit.cli.report import report
from trainkit.cli.run import run
from trainkit.cli.sweep import sweep
from trainkit.errors import TrainkitError


@command_group(
    __version__,
    sections={
        "Training": ("init", "run", "sweep", "config"),
        "Comparing": ("evaluate", "bots", "check", "report"),
        "Policies": ("policies", "export"),
        "Installation": ("doctor",),
    },
    examples=[
        "trainkit run quickstart --set run_dir=runs/first",
        "trainkit evaluate runs/first greedy_miner --episodes 100",
        "trainkit report runs/first",
    ],
)
def trainkit() -> None:
    """Train policies of Asteroid Belt Prospector and compare them."""


_COMMANDS = (init, run, sweep, config, evaluate, bots, check, report, policies, export, doctor)
for command in _COMMANDS:
    trainkit.add_command(command)


def main() -> None:
    """Run the command line of this process and exit."""
    code = run_command(trainkit, "trainkit", refusals={TrainkitError: EXIT_REFUSED})
    if "WORLD_SIZE" in os.environ:
        # One of several processes. Gloo's threads abort about one exit in twenty while Python
        # finalizes; all files are closed here, so end without finalizing.
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    sys.exit(code)
