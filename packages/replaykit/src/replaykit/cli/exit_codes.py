"""The exit codes of the command, and which error gives which."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from replaykit.errors import ForeignSpecError, ReplayError


class Exit(IntEnum):
    """What an exit code means; of several files the highest one counts."""

    DONE = 0
    """Done, true, or the same."""
    FALSE = 1
    """False, or different."""
    REFUSED = 2
    """Damaged, unreadable, or a wrong command line."""
    FOREIGN = 3
    """Recorded with another spec of the world."""


EXIT_CODES: Final = (
    "Exit codes: 0 done, true or the same; 1 false or different; 2 damaged, unreadable or a wrong "
    "command line; 3 recorded with another spec. Of several files the highest code counts."
)
CODE_OF_ERROR: Final[dict[type[Exception], int]] = {
    ForeignSpecError: Exit.FOREIGN,
    ReplayError: Exit.REFUSED,
    OSError: Exit.REFUSED,
}


def exit_code_of(error: Exception) -> int:
    """Return the exit code of an error; its most specific class in CODE_OF_ERROR counts."""
    return next(CODE_OF_ERROR[kind] for kind in type(error).__mro__ if kind in CODE_OF_ERROR)
