"""The replays that the server keeps itself: saved sessions, and the hall of fame.

A file is its own entry: its name is its content digest, and what is listed is what it says of
itself. So there is no table beside the files that could be lost or be wrong.
"""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import envcore
import replaykit
from playserver.errors import BadRequestError, ConflictError, DamagedFileError, NotFoundError
from playserver.ids import shown
from playserver.play_models import PLAYER_NAME, KeptReplay
from playserver.sessions import PRACTICE_KEY
from replaykit import Replay, ReplayError

DIGEST: Final = re.compile(r"[0-9a-f]{64}")
BOARDS: Final = {"standard": envcore.EnvConfig(), "short": envcore.EnvConfig(time_max=2_000)}
"""Episodes of equal worlds, which alone can be compared."""


class Shelf:
    """A folder of replays under their digests.

    Safe for use by several threads. The folder is made when the first replay is kept.

    Args:
        folder: Where they are; None for a server that keeps nothing.
        most: How many there may be.
    """

    def __init__(self, folder: Path | None, most: int) -> None:
        self._folder = folder
        self._most = most
        self._lock = threading.Lock()
        self._known: dict[str, tuple[int, KeptReplay]] = {}

    def entries(self) -> list[KeptReplay]:
        """Return all replays, the newest first; damaged files are left out."""
        with self._lock:
            return sorted(self._scan().values(), key=lambda kept: kept.created, reverse=True)

    def entry(self, replay_id: str) -> KeptReplay:
        """Return what is listed of a replay.

        Raises:
            NotFoundError: There is none of this id.
        """
        with self._lock:
            entry = self._scan().get(replay_id)
        if entry is None:
            raise NotFoundError(f"there is no replay {shown(replay_id)} here")
        return entry

    def path(self, replay_id: str) -> Path:
        """Return where the file of a replay is.

        Raises:
            NotFoundError: There is none of this id.
        """
        self.entry(replay_id)
        assert self._folder is not None
        return self._folder / f"{replay_id}.abr"

    def keep(self, replay: Replay) -> KeptReplay:
        """Write a replay; one that is there already stays as it is.

        Raises:
            ConflictError: This server keeps nothing, or no more.
        """
        if self._folder is None:
            raise ConflictError("this server keeps nothing: start it with --data FOLDER")
        replay_id = replay.content_digest
        with self._lock:
            entries = self._scan()
            if replay_id not in entries:
                leaving = self._leaving(entries, replay)
                self._folder.mkdir(parents=True, exist_ok=True)
                replay.write(self._folder / f"{replay_id}.abr")
                if leaving is not None:  # only now: a disk that refuses must cost nothing
                    (self._folder / f"{leaving}.abr").unlink()
                entries = self._scan()
            return entries[replay_id]

    def _leaving(self, entries: dict[str, KeptReplay], replay: Replay) -> str | None:  # noqa: ARG002  # the hall asks
        """Return which replay has to leave for another one, None where there is room.

        Raises:
            ConflictError: There is none, and none leaves.
        """
        if len(entries) >= self._most:
            raise ConflictError(f"{self._most} replays are kept already: delete some of the files")
        return None

    def _scan(self) -> dict[str, KeptReplay]:
        """Return all entries, reading only files that are new."""
        if self._folder is None or not self._folder.is_dir():
            return {}
        known = {}
        for path in self._folder.glob("*.abr"):
            if not DIGEST.fullmatch(path.stem) or path.is_symlink():
                continue
            written_ns = path.stat().st_mtime_ns
            before = self._known.get(path.stem)
            if before is not None and before[0] == written_ns:
                known[path.stem] = before
                continue
            try:
                known[path.stem] = (written_ns, kept_replay_of(Replay.read(path), written_ns))
            except ReplayError:  # of another spec, or damaged: it is not deleted, nor shown
                continue
        self._known = known
        return {name: entry for name, (_, entry) in known.items()}


class Hall(Shelf):
    """The hall of fame: whole episodes of the boards, the best of each."""

    def best(self, board: str) -> list[KeptReplay]:
        """Return the replays of a board, the highest net profit first, then the older."""
        ranked = sorted(self.entries(), key=lambda kept: kept.created)
        on_board = [kept for kept in ranked if kept.board == board]
        return sorted(on_board, key=lambda kept: kept.net_profit, reverse=True)

    def accept(self, data: bytes) -> KeptReplay:
        """Simulate a replay again, and keep it if it is true.

        Raises:
            BadRequestError: It is none, not of a board, or not true.
            ConflictError: The hall is full of better ones.
        """
        try:
            replay = Replay.from_bytes(data)
        except ReplayError as error:
            raise BadRequestError(f"the replay can not be read: {error}") from None
        check_admissible(replay)
        verdict = replaykit.verify(replay)
        if not verdict.is_true:
            raise BadRequestError(f"the replay is not true: {verdict.message}")
        return self.keep(replay)

    def _leaving(self, entries: dict[str, KeptReplay], replay: Replay) -> str | None:
        """Return the lowest of the same board, where it is full and this one is higher."""
        board = board_of(replay)
        on_board = [kept for kept in entries.values() if kept.board == board]
        if len(on_board) < self._most:
            return None
        lowest = min(on_board, key=lambda kept: kept.net_profit)
        profit = _result_of(replay).net_profit
        if profit <= lowest.net_profit:
            raise ConflictError(
                f"the hall is full: net profit is {profit:g}, the lowest there is "
                f"{lowest.net_profit:g}"
            )
        return lowest.replay_id


def check_admissible(replay: Replay) -> None:
    """Refuse what can not be compared with other episodes.

    Raises:
        BadRequestError: The message says why.
    """
    header = replay.header
    if board_of(replay) is None:
        raise BadRequestError(
            "its options are not those of a board: time_max 20000 or 2000, all switches on"
        )
    if header.start != "reset" or header.parent is not None:
        raise BadRequestError("it starts in the middle of an episode: only whole ones compare")
    if header.extra.get(PRACTICE_KEY):
        raise BadRequestError("it is practice: steps were taken back")
    if _result_of(replay).end_cause is None:
        raise BadRequestError("its episode goes on: play it to its end")
    if not PLAYER_NAME.fullmatch(header.player.name):
        raise BadRequestError("its player's name has 1..40 characters, none of them for control")


def board_of(replay: Replay) -> str | None:
    """Return the board that a replay belongs to; the reward's mode does not move the world."""
    options = replay.header.config.to_dict()
    for name, config in BOARDS.items():
        if options | {"reward_mode": config.reward_mode} == config.to_dict():
            return name
    return None


def kept_replay_of(replay: Replay, written_ns: int) -> KeptReplay:
    """Return what is listed of a replay that was written at a time since the epoch."""
    header, result = replay.header, _result_of(replay)
    return KeptReplay.model_validate(
        {
            "replay_id": replay.content_digest,
            "board": board_of(replay),
            "player": header.player.name,
            "player_kind": header.player.kind,
            "is_practice": bool(header.extra.get(PRACTICE_KEY)),
            "seed": str(header.seed),
            "episode": str(header.episode),
            "net_profit": result.net_profit,
            "return": result.total,
            "steps": result.steps,
            "ticks": result.ticks,
            "end_cause": result.end_cause,
            "created": datetime.fromtimestamp(written_ns / 1e9, UTC).isoformat(),
        }
    )


def _result_of(replay: Replay) -> replaykit.Result:
    if replay.result is None:
        raise DamagedFileError("the replay was cut off")
    return replay.result
