"""A replay in a file, of a run or of the server's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playserver.models import ReplayEntry
from replaykit import Replay, ReplayError


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a replay is and what is known of it without reading it.

    Attributes:
        entry: What is listed of it.
        path: Its file.
        file_name: What the file is called when it is downloaded.
        name: How errors name it.
    """

    entry: ReplayEntry
    path: Path
    file_name: str
    name: str

    def read(self) -> Replay:
        """Return the replay.

        Raises:
            ReplayError: Its file is damaged, or of another spec.
        """
        try:
            return Replay.read(self.path)
        except ReplayError as error:
            raise type(error)(f"{self.name}: {error}") from None
