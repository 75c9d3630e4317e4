"""The policies that come with the package, by name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from trainkit.errors import PolicyFileError
from trainkit.policies.policy_file import SUFFIX

PREFIX: Final = "pretrained:"
FOLDER: Final = Path(__file__).with_name("pretrained_files")
"""A policy file and a bundle of its replays for each name."""


def pretrained_names() -> list[str]:
    """Return the names of the policies that come with the package."""
    return sorted(path.stem for path in FOLDER.glob(f"*{SUFFIX}"))


def is_pretrained(text: str) -> bool:
    """Return whether a text has the form `pretrained:NAME`."""
    return text.startswith(PREFIX)


def pretrained_path(text: str) -> Path:
    """Return the policy file of `pretrained:NAME`.

    Raises:
        PolicyFileError: There is no policy of that name.
    """
    name = text.removeprefix(PREFIX)
    if name not in pretrained_names():
        known = ", ".join(f"{PREFIX}{known}" for known in pretrained_names())
        raise PolicyFileError(f"policy {text}: expected one of {known or 'none'}")
    return FOLDER / f"{name}{SUFFIX}"
