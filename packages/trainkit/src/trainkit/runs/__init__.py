"""The run folder: paths, metadata, checkpoints, windows, replays, sinks."""

from __future__ import annotations
