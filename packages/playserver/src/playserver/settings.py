"""What a server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

DEFAULT_PORT: Final = 8000
HOST: Final = "127.0.0.1"
STATIC_DIR: Final = Path(__file__).parent / "static"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Where things are.

    Attributes:
        runs_dir: The folder with a folder per run in it.
        index_path: Where the index of the runs is kept between starts; None keeps none.
        static_dir: The built page.
        allowed_hosts: What a request's Host header may name, without its port. Others are
            refused, so that no foreign page reaches the server by a name of its own.
    """

    runs_dir: Path
    index_path: Path | None = None
    static_dir: Path = STATIC_DIR
    allowed_hosts: tuple[str, ...] = (HOST, "localhost")
