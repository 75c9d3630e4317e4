"""Refuses sub-interpreters, in which the native module would wait for the wrong lock."""

from __future__ import annotations

import importlib


def refuse_sub_interpreters() -> None:
    """Check that this is the main interpreter.

    Raises:
        ImportError: It is a sub-interpreter.
    """
    for name in ("_interpreters", "_xxsubinterpreters"):  # since Python 3.13; before
        try:
            interpreters = importlib.import_module(name)
        except ImportError:
            continue
        if interpreters.get_current() != interpreters.get_main():
            raise ImportError(
                "envcore works in the main interpreter only, this is a sub-interpreter: "
                "use threads or processes"
            )
        return
