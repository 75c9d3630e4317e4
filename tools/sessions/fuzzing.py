"""Runs the fuzzers of replaykit's reader and of the core."""

from __future__ import annotations

import nox

from tools.repository import ROOT
from tools.sessions.requirements import install

CORE = ROOT / "packages" / "envcore"


def fuzz_replays(session: nox.Session) -> None:
    """Fuzz the replay reader with atheris; arguments of the session go to the script."""
    install(session, "fuzz")
    session.install("--constraint", "constraints.txt", "-e", "./packages/replaykit")
    script = ROOT / "packages" / "replaykit" / "fuzz" / "fuzz_replay.py"
    with session.chdir(session.create_tmp()):
        session.run("python", str(script), *session.posargs)


def fuzz_states(session: nox.Session) -> None:
    """Build the fuzzer of states, options and actions with sanitizers; run it for five minutes."""
    install(session, "cpp")
    with session.chdir(CORE):
        session.run("cmake", "--preset", "asan")
        session.run("cmake", "--build", "--preset", "asan", "--target", "envcore_fuzz")
        command = str(CORE / "build" / "asan" / "envcore_fuzz")
        session.run(command, *(session.posargs or ["300"]), external=True)
