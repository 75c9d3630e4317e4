"""Checks of the packages before a release: `python -m tools.release`."""

from __future__ import annotations
