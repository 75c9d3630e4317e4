"""What trainkit refuses, in one sentence each."""

from __future__ import annotations


class TrainkitError(Exception):
    """Something that the user can mend; the message says what was given and what is allowed."""


class ConfigError(TrainkitError):
    """The configuration is impossible."""


class RunFolderError(TrainkitError):
    """The run folder can not be used."""


class CheckpointError(TrainkitError):
    """A checkpoint is missing, damaged or of another spec."""
