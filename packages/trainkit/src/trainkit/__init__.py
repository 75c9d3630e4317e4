"""Train policies of Asteroid Belt Prospector with Stable-Baselines3 and compare them."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("trainkit")
