"""Which episodes of a player are its best, median and worst."""

from __future__ import annotations

from collections.abc import Sequence

from playserver.models.runs import Episode


def ranked(episodes: Sequence[Episode]) -> dict[str, Episode | None]:
    """Return the episodes with the best, the median and the worst return; None without episodes.

    Of an even number, the median is the lower of the two in the middle.
    """
    if not episodes:
        return {"best": None, "median": None, "worst": None}
    ordered = sorted(episodes, key=lambda one: one.return_)
    return {
        "best": ordered[-1],
        "median": ordered[(len(ordered) - 1) // 2],
        "worst": ordered[0],
    }
