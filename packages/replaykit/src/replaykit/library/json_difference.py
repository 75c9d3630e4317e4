"""Finding where two JSON values first differ."""

from __future__ import annotations

import math
from typing import Any


def first_difference(stated: Any, found: Any, *, tolerance: float = 0.0, path: str = "") -> str:
    """Return where a stated value first differs from the one found, or an empty text.

    Args:
        stated: JSON value that a file states.
        found: JSON value computed from the replays.
        tolerance: Relative and absolute difference that two floats may have. With 0 they must
            have the same bits, so that 0.0 differs from -0.0.
        path: Where the two values stand; the start of the message.
    """
    if isinstance(stated, dict) and isinstance(found, dict) and stated.keys() == found.keys():
        pairs = [(f"{path}.{key}".lstrip("."), stated[key], found[key]) for key in stated]
    elif isinstance(stated, list) and isinstance(found, list) and len(stated) == len(found):
        pairs = [(f"{path}[{i}]", *pair) for i, pair in enumerate(zip(stated, found, strict=True))]
    elif _is_same(stated, found, tolerance):
        return ""
    else:
        return (
            f"{path or 'the value'} is stated as {str(stated)[:80]}, "
            f"the replays give {str(found)[:80]}"
        )
    differences = (first_difference(a, b, tolerance=tolerance, path=p) for p, a, b in pairs)
    return next(filter(None, differences), "")


def _is_same(stated: Any, found: Any, tolerance: float) -> bool:
    if type(stated) is type(found) and repr(stated) == repr(found):
        return True
    are_floats = isinstance(stated, float) and isinstance(found, float)
    if not are_floats or tolerance == 0:
        return False
    return math.isclose(stated, found, rel_tol=tolerance, abs_tol=tolerance)
