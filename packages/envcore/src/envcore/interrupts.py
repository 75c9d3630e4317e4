"""What Ctrl-C does to `python -m envcore`."""

from __future__ import annotations

import os
import signal
import sys
from typing import Final, NoReturn

EXIT_INTERRUPTED: Final = 128 + signal.SIGINT
"""Exit code after Ctrl-C, as shells report it."""


def end_quietly_at_ctrl_c() -> None:
    """Let Ctrl-C end the process without a traceback, if it imports the command."""
    is_command = (
        sys.argv[:1] == ["-m"]  # as it is while the package of the command is imported
        and sys.orig_argv[-len(sys.argv)].removeprefix("-m") == "envcore"
    )
    if is_command and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def raise_at_ctrl_c() -> None:
    """Let Ctrl-C raise KeyboardInterrupt again, once the command is imported."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(*_: object) -> NoReturn:
    os._exit(EXIT_INTERRUPTED)
