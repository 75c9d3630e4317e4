"""What `nox -s clients` gives to the environment of each client."""

from __future__ import annotations

import ast

import pytest

from tools.clients import CLIENTS
from tools.repository import PACKAGE_NAMES, ROOT
from tools.sessions.clients import files_for


def packages_imported_at_once(path: str) -> set[str]:
    """Return the packages of this repository that a module imports when it is imported."""
    names: list[str] = []
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names.append(node.module)
    return {name.partition(".")[0] for name in names} & set(PACKAGE_NAMES)


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_has_the_packages_that_its_tests_import(name: str) -> None:
    installed = {text.partition("[")[0] for text in CLIENTS[name].packages}
    for path in files_for(name):
        assert packages_imported_at_once(path) <= installed


def test_every_file_with_tests_of_clients_belongs_to_one() -> None:
    chosen = {path for name in CLIENTS for path in files_for(name)}
    assert {str(p.relative_to(ROOT)) for p in (ROOT / "tests/clients").glob("test_*.py")} < chosen
