"""Record, read, verify, cut, fork and export replays of Asteroid Belt Prospector."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("replaykit")

from replaykit.content import Block, Result
from replaykit.edit import Difference, concat, cut, diff, fork
from replaykit.errors import (
    DamagedReplayError,
    ForeignSpecError,
    MissingExtraError,
    NotAReplayError,
    ReplayError,
    TruncatedReplayError,
    UnsupportedVersionError,
)
from replaykit.frames import Frame, action_name, frame_of, frames
from replaykit.header import Header, Parent, Player, Training
from replaykit.recorder import EpisodeRecorder, Policy, record_actions, record_episode, resume
from replaykit.replay import Replay
from replaykit.seen import Rock, Ship
from replaykit.simulate import env_at
from replaykit.timeline import Timeline
from replaykit.truth import TrueMarket, TrueNode, TrueRock, Truth
from replaykit.verify import Verdict, verify
from replaykit.wrapper import RecordReplay, RecordReplayVector
from replaykit.writer import ReplayWriter

__all__ = [
    "Block",
    "DamagedReplayError",
    "Difference",
    "EpisodeRecorder",
    "ForeignSpecError",
    "Frame",
    "Header",
    "MissingExtraError",
    "NotAReplayError",
    "Parent",
    "Player",
    "Policy",
    "RecordReplay",
    "RecordReplayVector",
    "Replay",
    "ReplayError",
    "ReplayWriter",
    "Result",
    "Rock",
    "Ship",
    "Timeline",
    "Training",
    "TrueMarket",
    "TrueNode",
    "TrueRock",
    "TruncatedReplayError",
    "Truth",
    "UnsupportedVersionError",
    "Verdict",
    "action_name",
    "concat",
    "cut",
    "diff",
    "env_at",
    "fork",
    "frame_of",
    "frames",
    "record_actions",
    "record_episode",
    "resume",
    "verify",
]
