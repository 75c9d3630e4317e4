"""Tries one other library in the environment of a session."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import nox

from tools.clients import CLIENTS, Client
from tools.repository import ROOT
from tools.sessions.requirements import CONSTRAINTS, as_wheel

FOLDER = "tests/clients"
BLOCKS = "tests/examples/test_code_blocks.py"


def run_client(session: nox.Session, name: str) -> None:
    """Install a library beside the packages and run its tests, or skip the session.

    Args:
        session: `--overlay FOLDER` among its arguments adds the site-packages of another
            environment, which count as installed: a small torch, for example. The rest goes to
            pytest.
        name: The library, see tools/clients/clients.toml.
    """
    client = CLIENTS[name]
    if client.program is not None and shutil.which(client.program) is None:
        session.skip(f"{name}: {client.program} is not on this machine")
    arguments = list(session.posargs)
    if "--overlay" in arguments:
        at = arguments.index("--overlay")
        add_overlay(session, Path(arguments[at + 1]))
        del arguments[at : at + 2]
    if not is_installed(session, client):
        session.skip(f"{name} does not install here")
    session.run("python", "-m", "pytest", "-m", "client", "-k", name, *files_for(name), *arguments)


def files_for(name: str) -> list[str]:
    """Return the files with tests of a client: others import packages that it may not have."""
    named = [path for path in (ROOT / FOLDER).glob("test_*.py") if name in path.read_text("utf-8")]
    return [*sorted(str(path.relative_to(ROOT)) for path in named), BLOCKS]


def add_overlay(session: nox.Session, folder: Path) -> None:
    """Let the environment of the session see the packages of another one."""
    purelib = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(str(session.run("python", "-c", purelib, silent=True)).strip())
    (site / "zzz_overlay.pth").write_text(f"{folder.resolve()}\n", encoding="utf-8")


def is_installed(session: nox.Session, client: Client) -> bool:
    """Install a client; return whether it can be imported then. A failure shows its last line."""
    ours = [as_wheel(session, package) for package in client.packages]
    steps = [[*ours, *client.requires, "pytest"]]
    if client.alone:
        steps.insert(0, ["--no-deps", *client.alone])
    for requirements in steps:
        command = [f"{session.bin}/python", "-m", "pip", "install", "--quiet", *requirements]
        command += ["--constraint", torch_alone(session)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            session.log("pip: %s", done.stderr.strip().splitlines()[-1])
            return False
    probe = [f"{session.bin}/python", "-c", f"import {client.module}"]
    done = subprocess.run(probe, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        session.log("import: %s", (done.stderr.strip() or "no reason given").splitlines()[-1])
    return done.returncode == 0


def torch_alone(session: nox.Session) -> str:
    """Return a file of constraints with torch alone: clients choose the rest by themselves.

    Each would take another torch, and each of those is large.
    """
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    path = Path(session.virtualenv.location) / "torch.txt"
    path.write_text("\n".join(line for line in lines if line.startswith("torch==")), "utf-8")
    return str(path)
