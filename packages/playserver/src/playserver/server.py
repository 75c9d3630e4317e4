"""What one server holds, for its endpoints."""

from __future__ import annotations

from playserver.catalog import Catalog
from playserver.rates import Rates
from playserver.sessions import SessionStore
from playserver.settings import Settings


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

    def close(self) -> None:
        """Close what is open."""
        self.catalog.close()
