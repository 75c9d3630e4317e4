"""`python -m tools.release`: build all packages, check the files, install and try them."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.file_host import serving
from tools.index.distributions import IndexFault
from tools.index.write import write_index
from tools.release.contents import sdist_files, sdist_problems, wheel_files, wheel_problems
from tools.release.metadata import metadata_problems
from tools.release.smoke import BIN, SmokeError, run, smoke_test
from tools.release.versions import changelog_problems, range_problems, tag_problems
from tools.repository import PACKAGE_NAMES, ROOT, project_of, tracked_files

ORDER = ("envcore", "envref", "replaykit", "trainkit", "playserver")
"""Each after the siblings that it builds on."""
CONSTRAINTS = ROOT / "constraints.txt"
BUILD_TIMEOUT_S = 1800
ORIGIN = """
import json, importlib.metadata as m
for name in {names!r}:
    print(json.loads(m.distribution(name).read_text("direct_url.json") or "{{}}").get("url", ""))
"""


@dataclass(frozen=True, slots=True)
class Built:
    """A package's two files."""

    name: str
    sdist: Path
    wheel: Path


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="release", description=__doc__)
    parser.add_argument(
        "--dist", type=Path, help="folder with built files, instead of building them"
    )
    parser.add_argument("--tag", help="only check that this tag fits the tree")
    given = parser.parse_args()
    if given.tag is not None:
        return check_tag(given.tag)
    problems = version_problems()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        try:
            dist = build(scratch / "dist") if given.dist is None else given.dist
            found = [find(name, dist) for name in ORDER]
            files = [str(file) for built in found for file in (built.sdist, built.wheel)]
            run([sys.executable, "-m", "twine", "check", "--strict", *files], ROOT)
            problems += [line for built in found for line in file_problems(built)]
            environment = install(dist, found, scratch)
        except SmokeError as error:
            problems.append(str(error))
        else:
            (scratch / "user").mkdir()
            problems += smoke_test(environment, scratch / "user")
    for line in problems:
        print(f"problem: {line}", file=sys.stderr)
    print(f"release check: problems: {len(problems)}")
    return 1 if problems else 0


def check_tag(tag: str) -> int:
    """Print the package that a tag releases; return 1 and print why if it may not."""
    versions, changelogs = {n: version_of(n) for n in ORDER}, {n: changelog_of(n) for n in ORDER}
    name, problems = tag_problems(tag, versions, changelogs)
    for line in problems:
        print(line, file=sys.stderr)
    if not problems:
        print(name)
    return 1 if problems else 0


def version_of(name: str) -> str:
    """Return a package's version, as its pyproject.toml has it."""
    version: str = project_of(name)["version"]
    return version


def changelog_of(name: str) -> str:
    """Return a package's changelog."""
    return (ROOT / "packages" / name / "CHANGELOG.md").read_text(encoding="utf-8")


def version_problems() -> list[str]:
    """Return what is wrong with versions, changelogs and ranges in the tree."""
    versions = {name: version_of(name) for name in ORDER}
    problems = [] if set(ORDER) == set(PACKAGE_NAMES) else [f"packages: {PACKAGE_NAMES}"]
    for name in ORDER:
        requirements = project_of(name)["dependencies"]
        problems += changelog_problems(name, versions[name], changelog_of(name))
        problems += range_problems(name, requirements, versions)
    return problems


def build(dist: Path) -> Path:
    """Build every sdist, and every wheel from its sdist; return the folder of the files.

    Raises:
        SmokeError: One could not be built.
    """
    os.environ["PIP_CONSTRAINT"] = str(CONSTRAINTS)
    for name in ORDER:
        print(f"build: {name}", flush=True)
        command = [sys.executable, "-m", "build", "--outdir", str(dist), f"packages/{name}"]
        run(command, ROOT, timeout_s=BUILD_TIMEOUT_S)
    return dist


def find(name: str, dist: Path) -> Built:
    """Return the files of a package.

    Raises:
        SmokeError: There is not one of each.
    """
    stem = f"{name}-{version_of(name)}"
    files = []
    for pattern in (f"{stem}.tar.gz", f"{stem}-*.whl"):
        matches = list(dist.glob(pattern))
        if len(matches) != 1:
            raise SmokeError(f"{dist}: {len(matches)} files {pattern}, expected one")
        files.append(matches[0].resolve())
    return Built(name, *files)


def file_problems(built: Built) -> list[str]:
    """Return what is wrong with the files of a package and their metadata."""
    name, project = built.name, project_of(built.name)
    folder = ROOT / "packages" / name
    tracked = [
        path.relative_to(folder).as_posix() for path in tracked_files() if folder in path.parents
    ]
    sources = [file.removeprefix("src/") for file in tracked if file.startswith("src/")]
    wheel, sdist = wheel_files(built.wheel), sdist_files(built.sdist)
    problems = wheel_problems(name, project["version"], wheel, sources)
    problems += sdist_problems(name, sdist, tracked)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for files, where in (
        (wheel, f"{name}-{project['version']}.dist-info/METADATA"),
        (sdist, "PKG-INFO"),
    ):
        if where in files:
            problems += metadata_problems(name, files[where], project, readme)
    return list(dict.fromkeys(problems))


def install(dist: Path, found: list[Built], scratch: Path) -> Path:
    """Install all packages in a fresh environment from an index of their files; return it.

    The constraints of the index tie our names to its files, so that pip resolves all five at once
    and takes other dependencies from the machine's index.

    Raises:
        SmokeError: One could not be installed, or was not installed from that index.
    """
    environment = scratch / "fresh"
    run([sys.executable, "-m", "venv", str(environment)], ROOT)
    python = str(environment / BIN / "python")
    with serving(scratch) as (url, _):
        try:
            write_index([dist], scratch / "index", f"{url}/index")
        except IndexFault as fault:
            raise SmokeError(f"index: {fault}") from fault
        print(f"install: {', '.join(ORDER)} from an index of these files", flush=True)
        arguments = ["--quiet", "--constraint", f"{url}/index/constraints.txt"]
        arguments += ["--constraint", str(CONSTRAINTS), *ORDER]
        run([python, "-m", "pip", "install", *arguments], environment, timeout_s=BUILD_TIMEOUT_S)
        origins = run([python, "-c", ORIGIN.format(names=ORDER)], environment).split()
        expected = [f"{url}/index/files/{built.wheel.name}" for built in found]
    if origins != expected:
        raise SmokeError(f"installed from {origins}, expected {expected}")
    run([python, "-m", "pip", "check"], environment)
    return environment


if __name__ == "__main__":
    sys.exit(main())
