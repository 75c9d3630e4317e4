"""What one server holds, for its endpoints."""

from __future__ import annotations

import asyncio

from playserver.catalog import Catalog
from playserver.rates import Rates
from playserver.sessions import SessionStore
from playserver.settings import Settings
from playserver.shelves import Hall, Shelf
from playserver.streams import Streams
from playserver.telemetry import Telemetry


class Server:
    """The parts of a server that outlive a request.

    Args:
        settings: Where things are, and who may do what.

    Raises:
        IndexFileError: The file for the index is something else, or in use.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.catalog = Catalog(settings.runs_dir, settings.index_path)
        self.sessions = SessionStore(settings.limits)
        self.rates = Rates(settings.limits)
        self.streams = Streams(settings.limits)
        data, limits = settings.data_dir, settings.limits
        self.hall = Hall(data and data / "hall", limits.hall_replays)
        self.saved = Shelf(data and data / "saved", limits.saved_replays)
        self.uploading = asyncio.Lock()
        self.telemetry = Telemetry(self.sessions, self.streams)

    def close(self) -> None:
        """Close what is open."""
        self.catalog.close()
