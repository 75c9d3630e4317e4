"""Policies that another package reads: checkpoints, and those that come with it.

A package names a function in the entry points `replaykit.policies`: it takes the text that names a
policy and returns its policy file (docs/formats/policy.md), or raises an error of one line.
"""

from __future__ import annotations

import json
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

from replaykit.errors import ReplayError

GROUP: Final = "replaykit.policies"
FORMAT: Final = "prospector-policy"
SUFFIX: Final = ".safetensors"


def can_read_checkpoints() -> bool:
    """Return whether a package is installed that reads more than policy files."""
    return bool(entry_points(group=GROUP))


def read_policy(source: str) -> bytes:
    """Return a policy as the bytes of its file.

    Args:
        source: A policy file, or what an installed package reads, with trainkit `pretrained:NAME`,
            a run folder (its latest checkpoint) or a checkpoint.

    Raises:
        ReplayError: There is none, or it cannot be read.
    """
    path = Path(source)
    if path.suffix == SUFFIX and path.is_file():
        return _checked(path.read_bytes(), source)
    reader = next(iter(entry_points(group=GROUP)), None)
    if reader is None:
        raise ReplayError(
            f"policy {source}: expected a policy file (*{SUFFIX}); other sources need trainkit, "
            "which is not installed"
        )
    try:
        data: bytes = reader.load()(source)
    except Exception as error:
        raise ReplayError(str(error).strip() or type(error).__name__) from error
    return data


def _checked(data: bytes, source: str) -> bytes:
    """Return the bytes of a file that has the header of a policy."""
    try:
        length = int.from_bytes(data[:8], "little")
        header = json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["policy"])
        is_policy = header["format"] == FORMAT
    except (ValueError, KeyError, TypeError):
        is_policy = False
    if not is_policy:
        raise ReplayError(
            f"policy {source}: not a policy file: make one with `trainkit export RUN`"
        )
    return data
