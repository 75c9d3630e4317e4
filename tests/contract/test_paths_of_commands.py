"""`~` in a path is the home folder in every command, also where no shell replaces it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from replaykit.command_line import PathType


def commands_of(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from commands_of(inner)


@pytest.mark.parametrize("name", ["replaykit", "trainkit", "playserver"])
def test_every_path_of_a_command_knows_the_home_folder(name: str) -> None:
    root = getattr(importlib.import_module(f"{name}.cli.main"), name)
    paths = [
        (command.name, param.name, param.type)
        for command in commands_of(root)
        for param in command.params
        if isinstance(param.type, click.Path)
    ]

    assert paths
    assert [path for path in paths if not isinstance(path[-1], PathType)] == []


def test_the_home_folder_stands_for_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/fakehome")
    monkeypatch.setenv("USERPROFILE", "/fakehome")
    convert = PathType(path_type=Path).convert

    assert convert("~/x.abr", None, None) == Path("/fakehome/x.abr")
    assert convert("x~", None, None) == Path("x~")
