"""Fresh environments for tests of installations."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

from tools.repository import PACKAGE_NAMES


class Environment:
    """A fresh environment without pip; that of the tests installs into it, from named indexes."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=os.name != "nt")
        self.folder = folder
        self.python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def install(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `pip install` with no settings of this machine."""
        command = [sys.executable, "-m", "pip", "--python", str(self.python), "install"]
        command += ["--no-cache-dir", "--disable-pip-version-check", *arguments]
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
        return subprocess.run(
            command,
            env=kept | {"PIP_CONFIG_FILE": os.devnull, "PYTHONPATH": ""},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def run(self, code: str) -> str:
        """Run Python in it, away from the sources; return what it printed."""
        done = subprocess.run(
            [str(self.python), "-c", code],
            env=os.environ | {"PYTHONPATH": ""},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def versions(self) -> dict[str, str]:
        """Return the versions of our packages in it."""
        listed = self.run(
            "import importlib.metadata as m\n"
            "for d in m.distributions(): print(d.metadata['Name'], d.version)"
        )
        pairs = (line.split() for line in listed.splitlines())
        return {name: version for name, version in pairs if name in PACKAGE_NAMES}
