"""The state of a server: the parts that outlive a request."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path

from playserver.http.open_streams import OpenStreams
from playserver.http.rates import Rates
from playserver.http.telemetry import Telemetry
from playserver.play.sessions import SessionStore
from playserver.replays.hall_of_fame import HallOfFame
from playserver.replays.made_files import MadeFiles
from playserver.replays.store import ReplayStore
from playserver.runs.catalog import Catalog
from playserver.runs.checkpoints import Checkpoints
from playserver.runs.evaluations import Evaluations
from playserver.settings import Settings


class ServerState:
    """What endpoints work on.

    Args:
        settings: Folders and permissions.

    Raises:
        IndexFileError: The index file is not an index, or another process uses it.
    """

    def __init__(self, settings: Settings) -> None:
        limits, data_dir = settings.limits, settings.data_dir
        self.settings = settings
        self.has_had_runs = _is_folder(settings.runs_dir)
        self.catalog = Catalog(settings.runs_dir, settings.index_path)
        self.checkpoints = Checkpoints(self.catalog, settings.runs_dir)
        self.evaluations = Evaluations(settings.runs_dir)
        self.sessions = SessionStore(limits)
        self.rates = Rates(limits)
        self.streams = OpenStreams(limits)
        self.hall_of_fame = HallOfFame(data_dir and data_dir / "hall", limits.hall_replays)
        self.saved_replays = ReplayStore(data_dir and data_dir / "saved", limits.saved_replays)
        self.bot_episodes = MadeFiles(data_dir and data_dir / "bots")
        self.policy_files = MadeFiles(None)
        self.uploading = asyncio.Lock()
        self.is_stopping = threading.Event()
        self.telemetry = Telemetry(self.sessions, self.streams)

    def lacks_runs(self) -> bool:
        """Whether the runs folder is gone; one that never was there may still come."""
        is_there = _is_folder(self.settings.runs_dir)
        self.has_had_runs |= is_there
        return self.has_had_runs and not is_there

    def close(self) -> None:
        """Close the index and delete temporary files."""
        self.catalog.close()
        self.bot_episodes.close()
        self.policy_files.close()


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112  # a folder that cannot be reached is none
