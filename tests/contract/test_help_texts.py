"""Help texts stay where Python strips docstrings: `python -OO`, `PYTHONOPTIMIZE=2`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PRINT_ALL = """
import importlib, click
root = getattr(importlib.import_module("{name}.cli.main"), "{name}")

def show(command, path, parent=None):
    with click.Context(command, info_name=path[-1], parent=parent) as ctx:
        print(*path, command.get_help(ctx))
        for name in getattr(command, "commands", {{}}):
            show(command.commands[name], [*path, name], ctx)

show(root, ["{name}"])
"""


def help_of_all_commands(name: str, optimize: str) -> str:
    environment = {**os.environ, "PYTHONOPTIMIZE": optimize, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", PRINT_ALL.format(name=name)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("name", ["replaykit", "trainkit", "playserver"])
def test_help_is_the_same_without_docstrings(name: str) -> None:
    shown = help_of_all_commands(name, "")

    assert shown.count("Usage:") > 3
    assert help_of_all_commands(name, "2") == shown
