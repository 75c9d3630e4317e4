"""What can be wrong with a replay."""

from __future__ import annotations


class ReplayError(ValueError):
    """A replay can not be read or used; the message says what and where."""


class NotAReplayError(ReplayError):
    """The bytes do not begin like a replay."""


class UnsupportedVersionError(ReplayError):
    """The replay is of a major version that this replaykit does not read."""


class DamagedReplayError(ReplayError):
    """A length, a checksum or a value in the file is wrong."""


class TruncatedReplayError(DamagedReplayError):
    """The file ends before the replay does."""


class ForeignSpecError(ReplayError):
    """The replay was made with another spec of the world."""


class MissingExtraError(ReplayError):
    """An optional package is needed that is not installed; the message names it."""
