"""`python -m tools.platforms`: build the core for each platform, play the recordings on it.

Without names: the platforms of every change. `all`: those of the nightly run, too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tools.platforms.builds import Build, builds
from tools.platforms.flatten import flatten
from tools.platforms.play import CORE, MissingTool, WrongBuild, check_build, run
from tools.platforms.python_wheel import PYTHONS, ForeignPython, check_python

WASM = CORE / "cpp" / "wasm"
Check = Callable[[Path, Path], str]
"""Takes the episodes and an empty folder; returns what to report."""


def check_wasm(golden: Path, folder: Path) -> str:
    """Compile the WebAssembly module and play in Node; return the player's output."""
    module = folder / "prospector.wasm"
    run([sys.executable, str(WASM / "build.py"), str(module)])
    return run(["node", str(WASM / "golden_test.mjs"), str(module), str(golden)])


def checks() -> dict[str, tuple[Check, bool]]:
    """Return by name how a platform is checked, and whether it is in the nightly run alone."""

    def of(build: Build) -> Check:
        return lambda golden, folder: check_build(build, golden, folder)

    def installed_in(python: ForeignPython) -> Check:
        return lambda _, folder: check_python(python, folder)

    found = {build.name: (of(build), build.is_nightly) for build in builds()}
    wheels = {python.name: (installed_in(python), True) for python in PYTHONS}
    return {**found, "wasm": (check_wasm, False), **wheels}


def choose(names: list[str], known: dict[str, tuple[Check, bool]]) -> list[str]:
    """Return the platforms to check.

    Raises:
        ValueError: A name is not known.
    """
    for name in names:
        if name not in known and name != "all":
            raise ValueError(f"platform {name}: expected all or some of {', '.join(known)}")
    if "all" in names:
        return list(known)
    return names or [name for name, (_, is_nightly) in known.items() if not is_nightly]


def main() -> int:
    """Run the command; return 1 if any platform fails."""
    known = checks()
    parser = argparse.ArgumentParser(prog="nox -s platforms --", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="PLATFORM", help=f"all, or {', '.join(known)}")
    try:
        chosen = choose(parser.parse_args().names, known)
    except ValueError as error:
        parser.error(str(error))
    with tempfile.TemporaryDirectory() as folder:
        golden = Path(folder) / "golden.txt"
        golden.write_text(flatten(), encoding="ascii")
        results = []
        for name in chosen:
            own = Path(folder) / name
            own.mkdir()
            results.append(report(name, known[name][0], golden, own))
    if not all(results):
        print(f"{results.count(False)} of {len(results)} platforms failed")
    return 0 if all(results) else 1


def report(name: str, check: Check, golden: Path, folder: Path) -> bool:
    """Check one platform, print a line, and return whether all is well with it.

    Without one of its tools a platform is skipped; where the variable CI is true, it fails.
    """
    start = time.perf_counter()
    is_well = True
    try:
        output = check(golden, folder)
    except MissingTool as error:
        is_well = os.environ.get("CI") != "true"
        output = f"{'skipped' if is_well else 'FAILED'}: {error}"
    except subprocess.CalledProcessError as error:
        is_well, output = False, f"FAILED\n{error.stdout}{error.stderr}"
    except (FileNotFoundError, WrongBuild) as error:
        is_well, output = False, f"FAILED: {error}"
    print(f"{name:<14}{time.perf_counter() - start:6.1f} s  {output}", flush=True)
    return is_well


if __name__ == "__main__":
    sys.exit(main())
