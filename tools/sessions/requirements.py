"""Installs the dependency groups of the root's pyproject.toml; our packages as shared wheels."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

import nox

from tools.repository import PACKAGE_NAMES, ROOT

CONSTRAINTS = ROOT / "constraints.txt"
BUILT_FROM = {"replaykit": ("packages/playserver/web",)}
"""Folders of other packages that a wheel is built from: replaykit's player is part of the page."""
WHEELS = ROOT / ".nox" / "built"  # no session may have this name


def install(session: nox.Session, *groups: str) -> None:
    """Install dependency groups in one command, so that pip sees all requirements at once.

    A requirement that names a package of this repository stands for the wheel built from this tree.
    """
    listed = nox.project.dependency_groups(nox.project.load_toml(ROOT / "pyproject.toml"), *groups)
    requirements = [as_wheel(session, text) for text in dict.fromkeys(listed)]
    ours = [text.partition("[")[0] for text in requirements if ".whl" in text]
    if ours:  # pip skips a wheel whose version is installed already, whatever is in it
        session.install("--quiet", "--no-deps", "--force-reinstall", *dict.fromkeys(ours))
    session.install("--constraint", str(CONSTRAINTS), *requirements)


def built_wheels(session: nox.Session) -> list[str]:
    """Return the folders of the wheels of our packages, each built from this tree."""
    wheels = [Path(as_wheel(session, name)) for name in PACKAGE_NAMES]
    return [str(wheel.parent) for wheel in wheels if wheel.suffix == ".whl"]


def as_wheel(session: nox.Session, requirement: str) -> str:
    """Return the wheel for a requirement like `trainkit[plot]`, and any other as it is.

    A wheel is built once for each Python and each state of its folder, which is what git would
    commit of it, tests apart. Without git, pip builds from the folder.
    """
    name, bracket, extras = requirement.partition("[")
    if name not in PACKAGE_NAMES:
        return requirement
    digest = digest_of(f"packages/{name}", *BUILT_FROM.get(name, ()))
    if digest is None:
        return f"./packages/{requirement}"
    python = str(session.python or sys.implementation.cache_tag)
    folder = WHEELS / f"{name}-{python}-{digest}"
    if not folder.is_dir():
        WHEELS.mkdir(parents=True, exist_ok=True)
        raw = tempfile.mkdtemp(dir=WHEELS)  # session.create_tmp() would change TMPDIR for the rest
        command = ["python", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", raw]
        environment = {"PIP_CONSTRAINT": str(CONSTRAINTS)}
        session.run_install(*command, f"./packages/{name}", env=environment)
        if not any(Path(raw).iterdir()):  # nox runs with --no-install
            return requirement
        Path(raw).replace(folder)
    return f"{next(folder.glob('*.whl'))}{bracket}{extras}"


def digest_of(*folders: str) -> str | None:
    """Return a digest of what git would commit of some folders, or None without git.

    Its tests do not count: they are not in a wheel.
    """
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    command += ["--", *folders, *(f":(exclude){folder}/tests" for folder in folders)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if found.returncode != 0:
        return None
    digest = hashlib.sha256(CONSTRAINTS.read_bytes())
    for name in sorted(set(found.stdout.decode().split("\0")) - {""}):
        path = ROOT / name
        content = path.read_bytes() if path.is_file() else b"(deleted)"
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]
