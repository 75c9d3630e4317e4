"""Docker or Podman, whichever works on this machine."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from typing import Final

from tools.repository import ROOT

ENGINES: Final = ("docker", "podman")
BUILD_S: Final = 7200
RUN_S: Final = 900
LOCKED_DOWN: Final = (
    *("--network", "none", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"),
    *("--security-opt", "no-new-privileges"),
)
"""How the images run here: as in compose.yaml, and without any network."""


class EngineError(Exception):
    """A command of the engine failed; the message has the command and the end of its output."""


class Engine:
    """Runs commands of one container engine.

    Args:
        name: The engine.
        build_options: Further options of every build.
    """

    def __init__(self, name: str, build_options: Sequence[str] = ()) -> None:
        self.name = name
        self._build_options = build_options

    def build(self, target: str, image: str) -> None:
        """Build a target of the container file."""
        options = ["--file", "containers/Containerfile", "--target", target, "--tag", image]
        # Podman's own format has no health checks
        shape = ["--format", "docker"] if self.name == "podman" else []
        self.call("build", *shape, *options, *self._build_options, ".", timeout_s=BUILD_S)

    def run(self, image: str, *arguments: str, options: Sequence[str] = ()) -> str:
        """Run an image until it ends; return what it printed."""
        return self.call("run", "--rm", *LOCKED_DOWN, *options, image, *arguments)

    def call(self, *arguments: str, timeout_s: int = RUN_S) -> str:
        """Run a command of the engine; return what it printed.

        Raises:
            EngineError: It failed.
        """
        return output_of([self.name, *arguments], timeout_s=timeout_s)


def output_of(
    command: Sequence[str], *, timeout_s: int, env: Mapping[str, str] | None = None
) -> str:
    """Run a command in the root of the repository; return what it printed.

    Raises:
        EngineError: It failed.
    """
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=timeout_s, env=env, check=False
    )
    if done.returncode != 0:
        last = (done.stdout + done.stderr).strip().splitlines()[-20:]
        shown = " ".join(command)
        raise EngineError("\n  ".join([f"{shown}: exit code {done.returncode}", *last]))
    return done.stdout


def working_engine() -> str | None:
    """Return the first engine that answers, or None."""
    for name in ENGINES:
        try:
            done = subprocess.run([name, "info"], capture_output=True, timeout=60, check=False)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return name
    return None
