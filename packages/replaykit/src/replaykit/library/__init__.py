"""Many replays at once: folders, their index, and leaderboard bundles."""

from __future__ import annotations

from replaykit.library.bundle import read_member, read_table, verify_bundle, write_bundle
from replaykit.library.database import DerivedDatabase, Schema
from replaykit.library.episode_fault import episode_fault
from replaykit.library.folder import find_replays
from replaykit.library.index import IndexChange, query_index, update_index
from replaykit.library.json_difference import first_difference

__all__ = [
    "DerivedDatabase",
    "IndexChange",
    "Schema",
    "episode_fault",
    "find_replays",
    "first_difference",
    "query_index",
    "read_member",
    "read_table",
    "update_index",
    "verify_bundle",
    "write_bundle",
]
