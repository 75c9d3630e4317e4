"""Record, read and verify replays of Asteroid Belt Prospector."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("replaykit")

from replaykit.content import Block, Header, Player, Result, Training
from replaykit.errors import (
    DamagedReplayError,
    ForeignSpecError,
    NotAReplayError,
    ReplayError,
    TruncatedReplayError,
    UnsupportedVersionError,
)
from replaykit.recorder import EpisodeRecorder, Policy, record_actions, record_episode
from replaykit.replay import Replay
from replaykit.verify import Verdict, verify
from replaykit.wrapper import RecordReplay

__all__ = [
    "Block",
    "DamagedReplayError",
    "EpisodeRecorder",
    "ForeignSpecError",
    "Header",
    "NotAReplayError",
    "Player",
    "Policy",
    "RecordReplay",
    "Replay",
    "ReplayError",
    "Result",
    "Training",
    "TruncatedReplayError",
    "UnsupportedVersionError",
    "Verdict",
    "record_actions",
    "record_episode",
    "verify",
]
