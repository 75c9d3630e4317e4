"""Builds wheels and source distributions into dist/ and tries envcore's."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import nox

from tools.repository import PACKAGE_NAMES, ROOT
from tools.sessions.requirements import CONSTRAINTS

CORE = ROOT / "packages" / "envcore"
DIST = ROOT / "dist"


def build_distributions(session: nox.Session) -> None:
    """Build envcore's wheel and sdist, try both, then build the wheels of the other packages."""
    raw = Path(session.create_tmp()).resolve() / "raw"
    for folder in (DIST, raw):
        shutil.rmtree(folder, ignore_errors=True)
    constraint = {"PIP_CONSTRAINT": str(CONSTRAINTS)}
    session.run("python", "-m", "build", "--outdir", str(raw), str(CORE), env=constraint)
    wheel, sdist = next(raw.glob("*.whl")), next(raw.glob("*.tar.gz"))
    if sys.platform == "linux":
        session.run("auditwheel", "repair", "--wheel-dir", str(DIST), str(wheel))
    else:
        DIST.mkdir()
        shutil.copy2(wheel, DIST)
    shutil.copy2(sdist, DIST)
    for built in sorted(DIST.iterdir()):
        try_distribution(session, built)
    others = [f"./packages/{name}" for name in PACKAGE_NAMES if name != "envcore"]
    session.run("python", "-m", "pip", "wheel", "--no-deps", "--wheel-dir", "dist", *others)


def try_distribution(session: nox.Session, built: Path) -> None:
    """Install a wheel or an sdist of envcore alone in a fresh environment and test it there."""
    fresh = Path(session.create_tmp()).resolve() / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    session.run("python", "-m", "venv", str(fresh))
    python = str(fresh / ("Scripts" if sys.platform == "win32" else "bin") / "python")
    install_built = ["-m", "pip", "install", "--quiet", str(built), "pytest", "hypothesis"]
    session.run(python, *install_built, env={"PIP_CONSTRAINT": str(CONSTRAINTS)}, external=True)
    with session.chdir(fresh):  # away from the sources
        session.run(python, "-m", "envcore", "doctor", external=True)
    # without CI=true: tests that need Stable-Baselines3 are skipped here; `tests` runs them
    tests = str(CORE / "tests")
    session.run(python, "-m", "pytest", "-q", tests, env={"CI": None}, external=True)
