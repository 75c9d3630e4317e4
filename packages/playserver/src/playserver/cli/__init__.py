"""The command `playserver`."""

from __future__ import annotations
