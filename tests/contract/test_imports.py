"""The import layers of docs/architecture.md, between packages and within the C++ core."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.repository import MAY_IMPORT, PACKAGE_NAMES, ROOT

CPP = ROOT / "packages" / "envcore" / "cpp"

# the layers of the core and the layers whose headers each may include, lowest first
LAYERS: dict[str, set[str]] = {
    "generated": set(),
    "numerics": {"generated"},
    "rules": {"generated", "numerics"},
    "plain": {"generated"},  # the second world: shares nothing but the tables
    "state": {"generated", "numerics", "rules"},
    "vector": {"generated", "numerics", "rules"},
    "c_api": {"generated", "numerics", "rules", "state", "vector"},
}
# within rules/, lowest first: a file includes headers of earlier files only
RULES = [
    "world",
    *("belt", "field", "market", "step_record", "legality", "effects", "exposure"),
    *("step", "reward", "info", "observation"),
]
CORE_FILES = sorted(path for layer in LAYERS for path in (CPP / layer).rglob("*.?pp"))


def includes_of(path: Path) -> list[str]:
    """Return the headers of this repository that a C++ file includes, as paths from cpp/."""
    return re.findall(r'^#include "(.+)"', path.read_text(encoding="utf-8"), re.MULTILINE)


def topic_of(name: str) -> str:
    """Return the topic of a file of rules/: its folder if it is in one, else its name."""
    _, *folders, file = Path(name).parts
    return folders[0] if folders else Path(file).stem


@pytest.mark.parametrize("path", CORE_FILES, ids=lambda path: path.relative_to(CPP).as_posix())
def test_a_core_file_includes_lower_layers_only(path: Path) -> None:
    name = path.relative_to(CPP).as_posix()
    layer = Path(name).parts[0]
    for included in includes_of(path):
        assert (CPP / included).is_file(), included
        other = Path(included).parts[0]
        assert other == layer or other in LAYERS[layer], f"{name} includes {included}"
        if other == layer == "rules":
            assert RULES.index(topic_of(included)) <= RULES.index(topic_of(name)), included


def test_reward_sees_the_record_of_a_step_alone() -> None:
    included = includes_of(CPP / "rules" / "reward.hpp") + includes_of(CPP / "rules" / "reward.cpp")
    assert set(included) == {"rules/reward.hpp", "rules/step_record.hpp"}


@pytest.mark.parametrize("path", CORE_FILES, ids=lambda path: path.relative_to(CPP).as_posix())
def test_the_core_knows_neither_python_nor_libm(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"#include [<\"](pybind11|Python\.h|bindings)", text), path.name
    # libm differs between platforms; sqrt and frexp are exact everywhere
    called = re.findall(r"std::(exp|log|log1p|sin|cos|pow|tanh|fma|rand)\b", text)
    assert called == [], f"{path.name} calls {called}"


@pytest.mark.parametrize("name", PACKAGE_NAMES)
def test_a_package_imports_what_its_arrow_allows(name: str) -> None:
    for path in (ROOT / "packages" / name / "src").rglob("*.py"):
        siblings = set(imported_by(path)) & set(MAY_IMPORT) - {name}
        assert siblings <= MAY_IMPORT[name], f"{path.name} imports {siblings}"


def imported_by(path: Path) -> Iterator[str]:
    """Yield the top names of what a Python file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
