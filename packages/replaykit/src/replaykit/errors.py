"""The errors of replaykit."""

from __future__ import annotations


class ReplayError(ValueError):
    """A replay cannot be read or used; the message gives the place and the reason."""


class NotAReplayError(ReplayError):
    """The data does not start with the magic of a replay."""


class UnsupportedVersionError(ReplayError):
    """The replay has a major version that this replaykit does not read."""


class DamagedReplayError(ReplayError):
    """A length, a checksum or a value in the file is wrong."""


class TruncatedReplayError(DamagedReplayError):
    """The file ends before the replay does."""


class ForeignSpecError(ReplayError):
    """The replay was recorded with another spec of the world."""


class MissingExtraError(ReplayError):
    """An optional package is not installed; the message names it."""
