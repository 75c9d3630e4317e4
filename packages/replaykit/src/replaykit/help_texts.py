"""Help texts of commands where Python has stripped the docstrings: `-OO`, `PYTHONOPTIMIZE=2`."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from typing import Any


def with_help(attributes: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes of a command, with a stripped help text read from its source.

    Args:
        attributes: As click gives them: `help` from the docstring, `callback` the function.
    """
    function = attributes.get("callback")
    if attributes.get("help") or function is None or sys.flags.optimize < 2:
        return attributes
    try:
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    except (OSError, SyntaxError):  # the package has no sources here
        return attributes
    text = ast.get_docstring(definition) if isinstance(definition, ast.FunctionDef) else None
    return {**attributes, "help": text}
