"""Apply every recipe to a copy of the repository, generate, build and play the changed world."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.recipes.recipe import copy_repository, read_recipes

ROOT = Path(__file__).resolve().parents[2]
PLAY = Path(__file__).with_name("play.py")
PLAIN_WORLD = ("observation", "reward", "info", "step")
"""Files of the third world that recipes edit: the module does not contain them."""


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.recipes", description=__doc__)
    parser.add_argument("--list", action="store_true", help="only list each recipe's files")
    if parser.parse_args().list:
        for recipe in read_recipes():
            print(recipe.name, *recipe.files, sep="\n  ")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        try_recipes(Path(folder))
    print("every recipe works")
    return 0


def try_recipes(copy: Path) -> None:
    """Apply all recipes to one copy, build it and play it.

    Raises:
        RecipeError: An anchor of a recipe is missing.
        CalledProcessError: A step failed; its output names the place.
    """
    copy_repository(ROOT, copy)
    for recipe in read_recipes():
        for edit in recipe.edits:
            edit.apply(copy)
    generate = [sys.executable, "packages/envcore/spec/generate.py"]
    run(generate, copy)
    run([*generate, "--check"], copy)
    build(copy)
    packages = ("envref", "replaykit", "trainkit", "playserver")
    paths = [copy / "site", *(copy / "packages" / name / "src" for name in packages)]
    run([sys.executable, "-P", str(PLAY)], copy, PYTHONPATH=os.pathsep.join(map(str, paths)))


def build(copy: Path) -> None:
    """Install the changed envcore into `site`, and compile the third world's files."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", "site"]
    run([*pip, "-C", "cmake.build-type=Debug", "./packages/envcore"], copy)
    sources = [f"packages/envcore/cpp/plain/{name}.cpp" for name in PLAIN_WORLD]
    compiler = os.environ.get("CXX", "c++")
    for source in sources:
        run([compiler, "-std=c++20", "-fsyntax-only", "-Ipackages/envcore/cpp", source], copy)


def run(command: list[str], folder: Path, **environment: str) -> None:
    """Run a command in a folder; its output is shown where it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout + done.stderr)
        done.check_returncode()


if __name__ == "__main__":
    sys.exit(main())
