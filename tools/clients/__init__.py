"""Other people's libraries that run on this project's packages, each in its own environment."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final


@dataclass(frozen=True, kw_only=True)
class Client:
    """A library, and what its environment holds.

    Attributes:
        module: What its tests import first.
        packages: Packages of this repository, with extras.
        requires: Requirements, resolved together with those of the packages.
        alone: Requirements that are installed without their own: they pin versions that are older
            than those of the packages.
        program: A command that must be on the machine, for what pip does not install.
    """

    module: str
    packages: tuple[str, ...] = ("envcore",)
    requires: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    program: str | None = None


def read_clients(path: Path) -> dict[str, Client]:
    """Return the clients of a table by name."""
    table: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _client(row) for name, row in table.items()}


def _client(row: dict[str, Any]) -> Client:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Client(**values)


CLIENTS: Final = read_clients(Path(__file__).with_name("clients.toml"))
