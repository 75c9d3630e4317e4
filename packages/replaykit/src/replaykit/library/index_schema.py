"""The tables of the index of a folder: one row for each replay, and its tags."""

from __future__ import annotations

from typing import Final

from replaykit.library.database import Schema

ORDERS: Final = ("path", "return", "net_profit", "steps", "ticks", "window", "created")
"""Columns by which rows can be ordered."""

SCHEMA: Final = Schema(
    application_id=0x61627269,  # "abri"
    version=2,
    tables="""
CREATE TABLE replays (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    error TEXT, is_whole INTEGER, content_digest TEXT,
    seed TEXT, episode TEXT, options TEXT, start TEXT, parent_digest TEXT, parent_step INTEGER,
    player_kind TEXT, policy TEXT, policy_version TEXT, policy_digest TEXT,
    config_digest TEXT, window INTEGER,
    return REAL, net_profit REAL, steps INTEGER, ticks INTEGER, end_cause TEXT,
    run_id TEXT, created TEXT
);
CREATE TABLE tags (path TEXT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (path, tag));
CREATE INDEX replays_return ON replays (return);
CREATE INDEX replays_policy ON replays (policy, window);
CREATE INDEX tags_tag ON tags (tag);
""",
)
