"""Record, read, verify, cut, fork and export replays of Asteroid Belt Prospector."""

# ruff: noqa: E402  # the check comes before the first import of a sibling

from __future__ import annotations

from importlib.metadata import version

from replaykit.siblings import check_siblings

__version__ = version("replaykit")
check_siblings("replaykit", "envcore")

from replaykit.errors import (
    DamagedReplayError,
    ForeignSpecError,
    MissingExtraError,
    NotAReplayError,
    ReplayError,
    TruncatedReplayError,
    UnsupportedVersionError,
)
from replaykit.format.content import Block, Result
from replaykit.format.header import Header
from replaykit.format.provenance import Parent, Player, Provenance, Training
from replaykit.format.replay import Replay
from replaykit.format.writer import ReplayWriter
from replaykit.record.edit import concat, cut
from replaykit.record.episodes import Policy, record_actions, record_episode
from replaykit.record.fork import fork
from replaykit.record.recorder import EpisodeRecorder
from replaykit.record.resume import resume
from replaykit.record.wrappers import RecordReplay, RecordReplayVector
from replaykit.simulate.diff import Difference, diff
from replaykit.simulate.environment import env_at
from replaykit.simulate.frames import Frame, action_name, frame_of, frames
from replaykit.simulate.observed import Rock, Ship
from replaykit.simulate.timeline import Timeline
from replaykit.simulate.truth import TrueMarket, TrueNode, TrueRock, Truth
from replaykit.simulate.verify import Verdict, verify

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
    "Provenance",
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
