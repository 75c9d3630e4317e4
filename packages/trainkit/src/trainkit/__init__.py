"""Train policies of Asteroid Belt Prospector with Stable-Baselines3 and compare them."""

from __future__ import annotations

from importlib.metadata import version

from trainkit.siblings import check_siblings

__version__ = version("trainkit")
check_siblings("trainkit", "envcore", "replaykit")
