"""Errors that the user can fix; each message is one line."""

from __future__ import annotations


class TrainkitError(Exception):
    """An error that the user can fix; the message names the value and what is allowed."""


class ConfigError(TrainkitError):
    """A configuration is not allowed."""


class RunFolderError(TrainkitError):
    """A run folder cannot be used."""


class CheckpointError(TrainkitError):
    """A checkpoint is missing, damaged, or of another spec or version of the features."""


class PolicyFileError(TrainkitError):
    """A policy file is missing, damaged, or of another spec or version of the features."""


class LostRankError(TrainkitError):
    """Another process of a data-parallel run ended."""
