"""Many replays at once: folders, their index, and leaderboard bundles."""

from __future__ import annotations

from replaykit.library.bundle import verify_bundle, write_bundle
from replaykit.library.folder import find_replays
from replaykit.library.index import IndexChange, query_index, update_index

__all__ = [
    "IndexChange",
    "find_replays",
    "query_index",
    "update_index",
    "verify_bundle",
    "write_bundle",
]
