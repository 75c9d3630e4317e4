"""Reads the folder of `trainkit evaluate --save`; docs/formats/run_folder.md describes it."""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playserver.errors import DamagedFileError, NotFoundError
from playserver.ids import inside, shown
from playserver.models.runs import Episode, Evaluation, EvaluationPlayer
from playserver.runs.episode_ranks import ranked
from playserver.runs.reading import opened, short
from playserver.runs.summary import evaluation_at

REPLAY_ID: Final = re.compile(r"([0-9]{1,4})\.([0-9]{2,4})\.([0-9]{1,20})")
"""Row of the player, number of its run, seed."""
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._@-]")


@dataclass(frozen=True, slots=True)
class FolderTable:
    """The table of a saved evaluation, and its episodes.

    Attributes:
        path: The folder.
        evaluation: The table.
        episodes: The episodes of each row.
    """

    path: Path
    evaluation: Evaluation
    episodes: tuple[tuple[Episode, ...], ...]

    @staticmethod
    def table_path(folder: Path) -> Path:
        """Return the path of the table, which is written last."""
        return folder / "evaluation.json"

    @staticmethod
    def is_one(folder: Path) -> bool:
        """Whether a folder is a saved evaluation: a table with its replays."""
        files = (FolderTable.table_path(folder), folder / "replays")
        return all(map(os.path.lexists, files))

    @classmethod
    def read(cls, folder: Path) -> FolderTable:
        """Read a saved evaluation.

        Raises:
            DamagedFileError: A file does not follow its format.
        """
        evaluation = evaluation_at(cls.table_path(folder))
        if evaluation is None:
            raise DamagedFileError(f"{short(cls.table_path(folder))} does not exist")
        names = [row.player for row in evaluation.rows]
        episodes = _episodes_of(folder / "episodes.csv", names)
        return cls(folder, evaluation, tuple(map(tuple, episodes)))

    def players(self) -> list[EvaluationPlayer]:
        """Return the players with their best, median and worst episodes."""
        return [
            EvaluationPlayer.model_validate(
                {
                    "player": row.player,
                    "kind": row.kind,
                    "episodes": row.episodes,
                    "return_mean": row.return_.mean,
                    "net_profit_mean": row.net_profit.mean,
                    "survival": row.survival,
                    **ranked(episodes),
                }
            )
            for row, episodes in zip(self.evaluation.rows, self.episodes, strict=True)
        ]

    def replay_path(self, replay_id: str) -> Path:
        """Return the file of a replay.

        Raises:
            NotFoundError: There is none.
        """
        match = REPLAY_ID.fullmatch(replay_id)
        path: Path | None = None
        if match is not None and int(match[1]) < len(self.evaluation.rows):
            player = _UNSAFE.sub("_", self.evaluation.rows[int(match[1])].player)
            path = self.path
            for part in ("replays", player, match[2], f"{match[3]}.abr"):
                path = inside(path, part) if path is not None else None
        if path is None or not os.path.lexists(path):
            raise NotFoundError(f"the evaluation has no replay {shown(replay_id)}")
        return path


def _episodes_of(path: Path, players: list[str]) -> list[list[Episode]]:
    """Return the episodes of each player, from a line each."""
    found: list[list[Episode]] = [[] for _ in players]
    runs: Counter[tuple[str, str]] = Counter()
    try:
        with opened(path) as file:
            rows = csv.DictReader(io.StringIO(file.read().decode("utf-8")))
            for row in rows:
                player, seed = row["player"], row["seed"]
                number = players.index(player)
                values = {
                    "replay_id": f"{number}.{runs[player, seed]:02d}.{int(seed)}",
                    "episode": "0",
                }
                runs[player, seed] += 1
                found[number].append(Episode.model_validate(row | values))
    except FileNotFoundError:
        raise DamagedFileError(f"{short(path)} does not exist") from None
    except (ValueError, KeyError, TypeError, csv.Error):
        raise DamagedFileError(f"{short(path)} is not a table of episodes") from None
    return found
