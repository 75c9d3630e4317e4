"""A local server and page that show training runs and replays of Asteroid Belt Prospector."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("playserver")

from playserver.http.app import create_app
from playserver.settings import Settings

__all__ = ["Settings", "create_app"]
