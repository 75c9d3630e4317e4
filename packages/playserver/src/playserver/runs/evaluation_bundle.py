"""Reads the table of a leaderboard bundle; docs/formats/bundle.md describes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playserver.errors import DamagedFileError, NotFoundError
from playserver.ids import shown
from playserver.models.runs import Episode, EvaluationPlayer
from playserver.runs.episode_ranks import ranked
from playserver.runs.reading import opened, short
from replaykit.library import read_member, read_table

REPLAY_ID: Final = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class BundleTable:
    """The table of a bundle.

    Attributes:
        path: The zip file.
        rows: Its players, with their best, median and worst episodes.
        num_episodes: Number of its replays.
    """

    path: Path
    rows: tuple[EvaluationPlayer, ...]
    num_episodes: int

    @classmethod
    def read(cls, path: Path) -> BundleTable:
        """Read the table, which is not verified: `replaykit verify-bundle` does that.

        Raises:
            DamagedFileError: The file cannot be read.
            ReplayError: It is not a bundle.
        """
        with opened(path) as file:
            table = read_table(file)
        try:
            episodes = table["episodes"]
            rows = tuple(
                _player_of(player, [one for one in episodes if one["player"] == number])
                for number, player in enumerate(table["players"])
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise DamagedFileError(f"{short(path)}: its table is damaged") from None
        return cls(path, rows, len(episodes))

    def players(self) -> list[EvaluationPlayer]:
        """Return the players with their best, median and worst episodes."""
        return list(self.rows)

    def replay_bytes(self, replay_id: str) -> bytes:
        """Return the file of a replay.

        Raises:
            NotFoundError: There is none.
            ReplayError: The bundle is damaged.
        """
        if not REPLAY_ID.fullmatch(replay_id) or int(replay_id) >= self.num_episodes:
            raise NotFoundError(f"the bundle has no replay {shown(replay_id)}")
        with opened(self.path) as file:
            return read_member(file, int(replay_id))


def _player_of(player: dict[str, Any], episodes: list[dict[str, Any]]) -> EvaluationPlayer:
    found = [
        Episode.model_validate({**one, "replay_id": Path(one["file"]).stem}) for one in episodes
    ]
    return EvaluationPlayer.model_validate(
        {
            "player": player["name"],
            "kind": player["kind"],
            "episodes": player["episodes"],
            "return_mean": player["return"]["mean"],
            "net_profit_mean": player["net_profit"]["mean"],
            "survival": player["survival"],
            **ranked(found),
        }
    )
