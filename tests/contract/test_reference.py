"""The reference pages name each package's public names, and every name has a docstring."""

from __future__ import annotations

import importlib
import inspect
import re
from types import ModuleType
from typing import Any

import pytest

from tools.repository import PACKAGE_NAMES, ROOT

PUBLIC_MODULES = ("replaykit.export", "replaykit.library", "trainkit.bots")


def named_on(package: str) -> list[str]:
    """Return the names that a package's page has docstrings of."""
    page = ROOT / "docs" / "reference" / f"{package}.md"
    return re.findall(r"^::: (\S+)$", page.read_text(encoding="utf-8"), re.MULTILINE)


def resolved(name: str) -> Any:
    """Return what a name means; a module takes precedence over a function of its name."""
    module, _, attribute = name.rpartition(".")
    try:
        return getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError:
        return getattr(resolved(module), attribute)


@pytest.mark.parametrize("module", [*PACKAGE_NAMES, *PUBLIC_MODULES])
def test_every_public_name_is_on_the_page(module: str) -> None:
    found: ModuleType = importlib.import_module(module)
    package = module.partition(".")[0]
    described = [resolved(name) for name in named_on(package)]

    missing = [
        name
        for name in getattr(found, "__all__", ())
        if not any(getattr(found, name) is thing for thing in described)
    ]
    assert missing == []


@pytest.mark.parametrize("module", [*PACKAGE_NAMES, *PUBLIC_MODULES])
def test_public_names_can_be_probed(module: str) -> None:
    found = importlib.import_module(module)

    assert set(getattr(found, "__all__", ())) <= set(dir(found))
    with pytest.raises(AttributeError, match=f"module '{module}' has no attribute 'speed'"):
        _ = found.speed


@pytest.mark.parametrize("package", PACKAGE_NAMES)
def test_every_name_on_the_page_exists_and_has_a_docstring(package: str) -> None:
    names = named_on(package)
    assert names
    assert len(set(names)) == len(names)
    for name in names:
        thing = resolved(name)
        if inspect.isclass(thing) or inspect.isroutine(thing) or inspect.ismodule(thing):
            assert inspect.getdoc(thing), name
