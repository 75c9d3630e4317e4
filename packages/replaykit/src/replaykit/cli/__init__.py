"""The command `replaykit`."""

from __future__ import annotations
