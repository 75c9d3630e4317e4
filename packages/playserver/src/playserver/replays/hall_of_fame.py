"""The hall of fame: what admits a replay, and which replay it replaces when a board is full."""

from __future__ import annotations

from typing import Final

import replaykit
from playserver.boards import BOARDS, Board, board_of
from playserver.errors import BadRequestError, ConflictError
from playserver.ids import PLAYER_NAME
from playserver.models.replays import StoredReplay
from playserver.replays.store import PRACTICE_KEY, ReplayStore, result_of
from replaykit import Replay, ReplayError

_FLOWN_KEY: Final = "flown"  # written by the page: the steps that a policy chose
_TIME_BUDGETS: Final = " or ".join(str(config.time_max) for config in BOARDS.values())


class HallOfFame(ReplayStore):
    """Whole, verified episodes of the boards: of each board those with the highest net profit."""

    def best(self, board: Board, seed: str | None = None) -> list[StoredReplay]:
        """Return the replays of a board, on a seed if one is given.

        The highest net profit comes first, then the oldest replay.
        """
        oldest_first = sorted(self.entries(), key=lambda entry: entry.created)
        on_board = [
            entry
            for entry in oldest_first
            if entry.board == board and (seed is None or entry.seed == seed)
        ]
        return sorted(on_board, key=lambda entry: entry.net_profit, reverse=True)

    def admit(self, data: bytes) -> StoredReplay:
        """Verify an uploaded replay by simulating it, then store it.

        Raises:
            BadRequestError: It cannot be read, is not admissible, or is not true.
            ConflictError: Its board is full of better replays.
        """
        try:
            replay = Replay.from_bytes(data)
        except ReplayError as error:
            raise BadRequestError(f"the replay cannot be read: {error}") from None
        check_admissible(replay)
        verdict = replaykit.verify(replay)
        if not verdict.is_true:
            raise BadRequestError(f"the replay is not true: {verdict.message}")
        return self.add(replay)

    def _replaced_by(self, replay: Replay, entries: dict[str, StoredReplay]) -> str | None:
        """Return the lowest replay of a full board, if the new one has a higher profit."""
        board = board_of(replay.header.config)
        on_board = [entry for entry in entries.values() if entry.board == board]
        if len(on_board) < self._max_replays:
            return None
        lowest = min(on_board, key=lambda entry: entry.net_profit)
        profit = result_of(replay).net_profit
        if profit <= lowest.net_profit:
            raise ConflictError(
                f"the hall of fame is full: the replay's net profit is {profit:g}, "
                f"the lowest on its board is {lowest.net_profit:g}"
            )
        return lowest.replay_id


def check_admissible(replay: Replay) -> None:
    """Refuse a replay that cannot be compared with the others of its board.

    Raises:
        BadRequestError: The message gives the reason.
    """
    header = replay.header
    if board_of(header.config) is None:
        raise BadRequestError(
            "the replay's options fit no board: "
            f"time_max must be {_TIME_BUDGETS}, and all switches on"
        )
    if header.start != "reset" or header.parent is not None:
        raise BadRequestError(
            "the replay starts in the middle of an episode: upload a whole episode"
        )
    if header.extra.get(PRACTICE_KEY):
        raise BadRequestError("the replay is practice, because steps were undone")
    if header.extra.get(_FLOWN_KEY):
        raise BadRequestError("a policy flew a part of the replay: fly the whole episode yourself")
    if result_of(replay).end_cause is None:
        raise BadRequestError("the replay's episode has not ended: play it to its end")
    if not PLAYER_NAME.fullmatch(header.player.name):
        raise BadRequestError(
            "the replay's player name must have 1..40 characters without control characters"
        )
