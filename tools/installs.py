"""`python -m tools.installs`: install all packages by each way of docs/install.md, timed.

Each way gets a fresh environment, in which the doctor must find all well. Then a stranger's envcore
takes the place of ours, and every command must refuse it in one line. Wheels of our packages come
from the folders that `--wheels` names; other packages from the index that pip uses, not from its
cache.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tools.index.write import write_index
from tools.release.smoke import BIN, SmokeError, run
from tools.repository import PACKAGE_NAMES, ROOT, tracked_files

CONSTRAINTS: Final = ["--constraint", str(ROOT / "constraints.txt")]
TIMEOUT_S: Final = 7200
COMMANDS: Final = ("trainkit", "replaykit", "playserver")
FETCHED: Final = re.compile(r"Downloading \S+ \(([0-9.]+) (bytes|kB|MB|GB)\)")
"""A line of pip on a file of an index."""
FOUND: Final = re.compile(r"Processing (/\S+\.whl)")
"""A line of pip on a file of a folder."""
BYTES: Final = {"bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}
STRANGER: Final = "0.1.1"
"""The version of the package that the public index has under envcore's name."""


@dataclass(frozen=True, slots=True)
class Took:
    """What a command took."""

    wall_s: float
    processor_s: float
    """Of its processes together: it hardly depends on what else the machine does."""
    fetched_mb: float | None = None
    """Of other packages, if it was pip."""


def timed(command: list[str]) -> Took:
    """Run a command in the repository's root and measure it.

    Raises:
        SmokeError: It failed.
    """
    start, before = time.perf_counter(), os.times()
    run(command, ROOT, timeout_s=TIMEOUT_S)
    after = os.times()
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    return Took(time.perf_counter() - start, used)


def timed_pip(environment: Path, command: str, arguments: Sequence[str]) -> Took:
    """Run a command of an environment's pip as on a machine where pip never ran.

    Raises:
        SmokeError: It failed.
    """
    log = environment.with_name(f"{command}.log")  # also has what a compilation downloads
    options = ["--quiet", "--no-cache-dir", "--log", str(log)]
    took = timed([*pip(environment), command, *options, *arguments])
    return replace(took, fetched_mb=fetched_megabytes(log.read_text("utf-8", "replace")))


def from_clone(environment: Path, _wheels: Sequence[Path]) -> list[str]:
    """Copy the tree without what was built in it; return what pip installs from the copy."""
    clone = environment.with_name("clone")
    for path in tracked_files():
        copy = clone / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return [*CONSTRAINTS, *(str(clone / "packages" / name) for name in PACKAGE_NAMES)]


def from_wheels(environment: Path, wheels: Sequence[Path]) -> list[str]:
    """Collect all wheels in a folder; return what pip installs from it without an index."""
    folder = environment.with_name("wheels")
    ours = [str(path) for one in wheels for path in sorted(one.glob("*.whl"))]
    took = shown(timed_pip(environment, "wheel", [*CONSTRAINTS, "--wheel-dir", str(folder), *ours]))
    print(f"{'collect':<8}{took}  {megabytes(folder):6.0f} MB of wheels", flush=True)
    return ["--no-index", "--find-links", str(folder), *PACKAGE_NAMES]


def from_index(environment: Path, wheels: Sequence[Path]) -> list[str]:
    """Write an index of our wheels; return what pip installs with its constraints."""
    folder = environment.with_name("index")
    write_index(wheels, folder)
    return ["--constraint", str(folder / "constraints.txt"), *CONSTRAINTS, *PACKAGE_NAMES]


WAYS: Final[dict[str, Callable[[Path, Sequence[Path]], list[str]]]] = {
    "clone": from_clone,
    "wheels": from_wheels,
    "index": from_index,
}


def main() -> int:
    """Run the command; return 1 if an installation does not work or a stranger's code runs."""
    parser = argparse.ArgumentParser(prog="nox -s installs --", description=__doc__)
    parser.add_argument("ways", nargs="*", metavar="WAY", help=f"some of {', '.join(WAYS)}")
    parser.add_argument("--wheels", nargs="+", type=Path, default=[], help="folders of our wheels")
    given = parser.parse_args()
    if unknown := set(given.ways) - WAYS.keys():
        parser.error(f"way {', '.join(sorted(unknown))}: expected some of {', '.join(WAYS)}")
    try:
        for name in given.ways or WAYS:
            try_way(name, given.wheels)
    except SmokeError as error:
        print(f"installs: {error}", file=sys.stderr)
        return 1
    return 0


def try_way(name: str, wheels: Sequence[Path]) -> None:
    """Install by one way, check the installation, plant a stranger's package; print what it took.

    Raises:
        SmokeError: Something is not as it must be.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder) / "fresh"
        run([sys.executable, "-m", "venv", str(environment)], ROOT)
        arguments = WAYS[name](environment, wheels)
        took = timed_pip(environment, "install", arguments)
        print(f"{name:<8}{shown(took)}  {megabytes(environment):6.0f} MB on disk", flush=True)
        checked = timed([str(environment / BIN / "trainkit"), "doctor"])
        print(f"{'doctor':<8}{shown(checked)}  all is well", flush=True)
        place_stranger(environment)
        for command in COMMANDS:
            print(f"{'refused':<8}{refusal(environment, command)}", flush=True)


def pip(environment: Path) -> list[str]:
    """Return how to call the pip of an environment."""
    return [str(environment / BIN / "python"), "-m", "pip"]


def place_stranger(environment: Path) -> None:
    """Put another project's envcore, which ends a program that runs it, in the place of ours."""
    run([*pip(environment), "uninstall", "--quiet", "--yes", "envcore"], ROOT)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(run([str(environment / BIN / "python"), "-c", where], environment).strip())
    (site / "envcore").mkdir()
    code = "raise SystemExit('the code of a stranger runs')\n"
    (site / "envcore" / "__init__.py").write_text(code, encoding="utf-8")
    info = site / f"envcore-{STRANGER}.dist-info"
    info.mkdir()
    headers = f"Metadata-Version: 2.1\nName: envcore\nVersion: {STRANGER}\n"
    (info / "METADATA").write_text(headers, encoding="utf-8")


def refusal(environment: Path, command: str) -> str:
    """Run a command beside a stranger's envcore; return the line with which it refuses.

    Raises:
        SmokeError: It does not refuse it in one line.
    """
    script = str(environment / BIN / command)
    done = subprocess.run(
        [script, "--version"], cwd=environment, capture_output=True, text=True, check=False
    )
    line = done.stderr.rstrip("\n")
    expected = f"{command}: envcore {STRANGER} in "
    if done.returncode != 1 or done.stdout or "\n" in line or not line.startswith(expected):
        raise SmokeError(f"{command} beside a stranger's envcore: {done.stdout}{done.stderr}")
    return line


def megabytes(folder: Path) -> float:
    """Return the size of a folder's files."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def fetched_megabytes(log: str) -> float:
    """Return the size of what pip took from indexes and folders, other than made here."""
    sizes = [float(number) * BYTES[unit] for number, unit in FETCHED.findall(log)]
    for path in {Path(name) for name in FOUND.findall(log)}:
        is_ours = path.name.partition("-")[0] in PACKAGE_NAMES
        if not is_ours and Path(tempfile.gettempdir()) not in path.parents:
            sizes.append(path.stat().st_size)
    return sum(sizes) / 1e6


def shown(took: Took) -> str:
    """Return what a command took as part of a line."""
    times = f"{took.wall_s:6.0f} s, {took.processor_s:5.0f} s of processors"
    return times if took.fetched_mb is None else f"{times}, {took.fetched_mb:4.0f} MB fetched"


if __name__ == "__main__":
    sys.exit(main())
