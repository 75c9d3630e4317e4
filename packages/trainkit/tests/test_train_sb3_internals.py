"""No module uses an internal of Stable-Baselines3 or sb3-contrib."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import sb3_contrib
import stable_baselines3
import torch

import trainkit

SOURCES = Path(trainkit.__file__).parent
LIBRARIES = ("stable_baselines3", "sb3_contrib")
# what VecEnv's seed() and set_options() store for the next reset; it has no public name
ALLOWED = {"envs/vec_env.py": ["_options", "_reset_options", "_reset_seeds", "_seeds"]}


def is_internal(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def internals_of(tree: ast.AST) -> set[str]:
    """Return the underscored methods and attributes that the classes of a module define."""
    methods = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    stored = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    return {name for name in methods | stored if is_internal(name)}


def library_internals() -> set[str]:
    """Return the underscored names of both libraries, which our modules must not touch."""
    roots = [Path(inspect.getfile(module)).parent for module in (stable_baselines3, sb3_contrib)]
    files = [file for root in roots for file in root.rglob("*.py")]
    names = set().union(*(internals_of(ast.parse(file.read_text("utf-8"))) for file in files))
    return names - set(dir(torch.nn.Module))


def library_classes(tree: ast.Module) -> set[str]:
    """Return the names that a module imports from both libraries."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module]
    return {
        alias.asname or alias.name
        for node in imports
        if (node.module or "").startswith(LIBRARIES)
        for alias in node.names
    }


def uses_of(source: str, internals: set[str]) -> set[str]:
    """Return the internals that a module uses: of other objects, or of its own SB3 subclasses."""
    tree = ast.parse(source)
    owned = library_classes(tree)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in internals:
            is_own = isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}
            found |= set() if is_own else {node.attr}
        if isinstance(node, ast.ClassDef):
            bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
            if bases & owned:
                body = list(ast.walk(node))
                names = {part.name for part in body if isinstance(part, ast.FunctionDef)}
                names |= {part.attr for part in body if isinstance(part, ast.Attribute)}
                found |= names & internals
    return found


def test_no_module_uses_internals() -> None:
    internals = library_internals()
    uses = {
        str(file.relative_to(SOURCES)): sorted(uses_of(file.read_text("utf-8"), internals))
        for file in SOURCES.rglob("*.py")
    }

    assert {name: found for name, found in uses.items() if found} == ALLOWED


def test_the_search_finds_an_internal_of_another_object() -> None:
    source = "learner._last_obs = None\nprint(learner._n_updates, self._n_updates)\n"

    assert uses_of(source, library_internals()) == {"_last_obs", "_n_updates"}


def test_the_search_finds_an_internal_in_a_subclass() -> None:
    source = (
        "from stable_baselines3 import PPO\n"
        "class Mine(PPO):\n"
        "    def _setup_model(self): self._n_updates = 0\n"
    )

    assert uses_of(source, library_internals()) == {"_setup_model", "_n_updates"}
