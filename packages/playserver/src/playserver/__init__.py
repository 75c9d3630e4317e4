"""A local server and page that show training runs and replays of Asteroid Belt Prospector."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from playserver.settings import Settings
from playserver.siblings import check_siblings

if TYPE_CHECKING:
    from playserver.http.app import create_app

__version__ = version("playserver")
__all__ = ["Settings", "create_app"]

check_siblings("playserver", "envcore", "replaykit")


def __getattr__(name: str) -> Any:
    """Import create_app when it is first used: FastAPI takes half a second."""
    if name != "create_app":
        raise AttributeError(f"module 'playserver' has no attribute {name!r}")
    from playserver.http.app import create_app  # noqa: PLC0415

    return create_app


def __dir__() -> list[str]:
    """Return the names of the module, create_app included before its first use."""
    return sorted({*globals(), *__all__})
