"""Writes a static package index that any file host can serve: `python -m tools.index`."""

from __future__ import annotations
