"""Runs the installed commands as a user would, and looks at how they refuse."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TIMEOUT_S = 120


def run_command(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of this environment in a folder."""
    command = Path(sys.executable).with_name(str(arguments[0]))
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(
        [str(command), *map(str, arguments[1:])],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def check_refusal(done: subprocess.CompletedProcess[str], *expected: str) -> None:
    """Check that a command failed with one line on stderr, which names what it should."""
    assert done.returncode not in {0, -6, -11}, done.stdout
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    for text in expected:
        assert text in lines[0], f"{text!r} is not in: {lines[0]}"
