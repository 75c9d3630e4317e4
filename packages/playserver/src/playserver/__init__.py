"""A local server and page that show training runs and replays of Asteroid Belt Prospector."""

# ruff: noqa: E402  # the check comes before the first import of a sibling

from __future__ import annotations

from importlib.metadata import version

from playserver.siblings import check_siblings

__version__ = version("playserver")
check_siblings("playserver", "envcore", "replaykit")

from playserver.http.app import create_app
from playserver.settings import Settings

__all__ = ["Settings", "create_app"]
