"""Whether a replay proves the result of an episode, for tables of results."""

from __future__ import annotations

from replaykit.format.replay import Replay
from replaykit.simulate.verify import verify


def episode_fault(replay: Replay, *, must_end: bool = True) -> str:
    """Return why a replay does not prove the result of an episode, or an empty text.

    A proof starts at the reset, reaches the end of the episode, and is true.

    Args:
        replay: A replay.
        must_end: Whether a recording that stops before the end is a fault.
    """
    if replay.header.start != "reset":
        return "starts from a stored state, expected a start at the reset"
    if replay.result is None:
        return "was cut off, expected a whole replay"
    if must_end and replay.result.end_cause is None:
        return "stops before the end of its episode"
    verdict = verify(replay)
    return "" if verdict.is_true else f"is not true: {verdict.message}"
