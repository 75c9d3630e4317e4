"""Runs the test suites of C++, Python and the page."""

from __future__ import annotations

import shutil
from pathlib import Path

import nox

from tools.repository import PACKAGE_NAMES, ROOT
from tools.sessions.requirements import install

CORE = ROOT / "packages" / "envcore"
WEB = ROOT / "packages" / "playserver" / "web"


def run_cpp_tests(session: nox.Session, preset: str) -> None:
    """Configure, build and run the C++ tests with a preset of CMakePresets.json."""
    with session.chdir(CORE):
        session.run("cmake", "--preset", preset)
        session.run("cmake", "--build", "--preset", preset)
        session.run("ctest", "--preset", preset)


def run_python_tests(session: nox.Session, marked: str) -> None:
    """Run the Python tests that are marked so; arguments of the session go to pytest."""
    # one process per folder: the helpers of two packages share names
    for folder in [*(f"packages/{name}/tests" for name in PACKAGE_NAMES), "tests"]:
        session.run("pytest", folder, "-m", marked, *session.posargs)


def groups_of_platforms(names: list[str]) -> list[str]:
    """Return the dependency groups for the platforms of these names."""
    groups = ["platforms"]
    if not shutil.which("node"):
        groups.append("node")
    uses_zig = any(name in {"all", "musl"} for name in names)
    if uses_zig or not Path("/usr/lib/wasm32-wasi").is_dir():  # else Debian makes WebAssembly
        groups.append("wasm")
    if any(name == "all" or "python" in name for name in names):
        groups.append("wheels")
    return groups


def run_npm(session: nox.Session, *arguments: str) -> None:
    """Run npm in the page's folder; install Node from PyPI if the machine has none."""
    if shutil.which("npm") is None:
        install(session, "node")
    with session.chdir(WEB):
        session.run("npm", *arguments, external=True)


def install_web_packages(session: nox.Session) -> None:
    """Run `npm ci`, unless node_modules is newer than the lock file."""
    installed = WEB / "node_modules" / ".package-lock.json"  # npm writes it last
    lock = WEB / "package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < lock.stat().st_mtime:
        run_npm(session, "ci", "--no-audit", "--no-fund")


def run_web_tests(session: nox.Session) -> None:
    """Check the page's style, types and generated files, and run its unit tests."""
    install_web_packages(session)
    for script in ("lint", "typecheck", "generate:check", "test"):
        run_npm(session, "run", script)
