"""The exit codes of the command."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What an exit code says; of several files the highest counts."""

    TRUE = 0
    FALSE = 1
    UNREADABLE = 2
    FOREIGN = 3
    USAGE = 4
