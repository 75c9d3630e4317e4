"""What a server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

DEFAULT_PORT: Final = 8000
HOST: Final = "127.0.0.1"
STATIC_DIR: Final = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a client may do something: `burst` times at once after a pause, then `per_s`."""

    per_s: float
    burst: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How much one client, and all of them together, may ask for.

    Attributes:
        body_bytes: Of a request; room for the actions of a whole episode.
        upload_bytes: Of a replay; a standard episode takes some 15,000.
        sessions: Play sessions in memory; the least recently used one makes room.
        sessions_per_client: The same for one client.
        session_idle_s: A session that was not used for so long is closed.
        hall_replays: Of each board of the hall of fame; the lowest makes room for a higher one.
        saved_replays: Of play sessions; there can be no more.
        streams: Connections that stay open: frames and news.
        streams_per_client: The same for one client.
        slow_client_s: A viewer that takes no frame for so long is left.
        news_every_s: How often the files of a run that is followed are looked at.
        creates: Play sessions that a client may start.
        writes: Everything else that a client may change: steps above all.
        uploads: Replays that a client may send or save.
        simulations: Pages of frames, belts and verdicts, which cost a simulation each.
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
    """Where things are, and who may do what.

    Attributes:
        runs_dir: The folder with a folder per run in it.
        index_path: Where the index of the runs is kept between starts; None keeps none.
        data_dir: Where saved sessions and the hall of fame are kept; None keeps none. It is made
            when the first replay is kept.
        static_dir: The built page.
        allowed_hosts: What a request's Host header may name, without its port. Others are
            refused, so that no foreign page reaches the server by a name of its own.
        token: What a write must show as `Authorization: Bearer TOKEN`; None asks for nothing.
        limits: How much clients may ask for.
    """

    runs_dir: Path
    index_path: Path | None = None
    data_dir: Path | None = None
    static_dir: Path = STATIC_DIR
    allowed_hosts: tuple[str, ...] = (HOST, "localhost")
    token: str | None = field(default=None, repr=False)
    limits: Limits = Limits()
