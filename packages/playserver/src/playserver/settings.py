"""The settings of a server: folders, permissions, limits and rates."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

DEFAULT_PORT: Final = 8000
HOST: Final = "127.0.0.1"
STATIC_DIR: Final = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate limit: `burst` requests at once after a pause, then `per_s` per second."""

    per_s: float
    burst: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Limits for each client and for all clients together.

    Attributes:
        body_bytes: Size of a request body; the actions of a whole episode fit.
        upload_bytes: Size of an uploaded replay; a standard episode takes about 15,000.
        sessions: Play sessions in memory; beyond it, the least recently used one is closed.
        sessions_per_client: The same for one client.
        session_idle_s: Seconds without a request after which a session is closed.
        hall_replays: Replays on each board of the hall of fame; beyond it, a higher net profit
            replaces the lowest.
        saved_replays: Saved replays of play sessions; beyond it, saving is refused.
        streams: Open streams of frames and run news.
        streams_per_client: The same for one client.
        slow_client_s: Seconds for sending one frame, after which the stream is closed.
        news_every_s: Seconds between two reads of the files of a followed run.
        creates: Rate of new play sessions, per client.
        writes: Rate of all other writes, most of which are steps, per client.
        uploads: Rate of uploaded and saved replays, per client.
        simulations: Rate of frame pages, belts and verifications, which simulate, per client.
    """

    body_bytes: int = 131_072
    upload_bytes: int = 131_072
    sessions: int = 256
    sessions_per_client: int = 64
    session_idle_s: float = 3600.0
    hall_replays: int = 1_000
    saved_replays: int = 10_000
    streams: int = 256
    streams_per_client: int = 64
    slow_client_s: float = 10.0
    news_every_s: float = 1.0
    creates: Rate = Rate(2.0, 64)
    writes: Rate = Rate(200.0, 400)
    uploads: Rate = Rate(0.2, 10)
    simulations: Rate = Rate(50.0, 200)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Folders, permissions and limits of a server.

    Attributes:
        runs_dir: The folder of the run folders.
        index_path: File of the index of the runs, reused at the next start; None keeps the index
            in memory.
        data_dir: Folder of saved replays and the hall of fame, created when the first replay is
            stored; None refuses to store any.
        static_dir: Folder of the built page.
        allowed_hosts: Names that a request's Host header may have, without port. Others are
            refused, which stops DNS rebinding.
        root_path: Path prefix under which a reverse proxy shows the server, such as `/belt`; empty
            for none. The proxy may remove it from the paths of requests or keep it.
        token: Writes must send it as `Authorization: Bearer TOKEN`; None asks for none.
        limits: Limits for clients.
    """

    runs_dir: Path
    index_path: Path | None = None
    data_dir: Path | None = None
    static_dir: Path = STATIC_DIR
    allowed_hosts: tuple[str, ...] = (HOST, "localhost")
    root_path: str = ""
    token: str | None = field(default=None, repr=False)
    limits: Limits = Limits()
