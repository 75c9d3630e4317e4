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
from replaykit.frames import Frame, Rock, Ship, frames
from replaykit.recorder import EpisodeRecorder, Policy, record_actions, record_episode
from replaykit.replay import Replay
from replaykit.simulate import env_at
from replaykit.verify import Verdict, verify
from replaykit.wrapper import RecordReplay

__all__ = [
    "Block",
    "DamagedReplayError",
    "EpisodeRecorder",
    "ForeignSpecError",
    "Frame",
    "Header",
    "NotAReplayError",
    "Player",
    "Policy",
    "RecordReplay",
    "Replay",
    "ReplayError",
    "Result",
    "Rock",
    "Ship",
    "Training",
    "TruncatedReplayError",
    "UnsupportedVersionError",
    "Verdict",
    "env_at",
    "frames",
    "record_actions",
    "record_episode",
    "verify",
]
