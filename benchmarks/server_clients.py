"""Players and viewers of a server, as lean as they can be: they share its processors."""

from __future__ import annotations

import asyncio
import json
import random
import time
from array import array
from dataclasses import dataclass, field
from typing import cast

from websockets.asyncio.client import connect

from envcore.spec import Action

HOST = "127.0.0.1"
HARMLESS = (Action.HOLD_DRIFT, Action.THREAT_LISTEN, Action.TRAVEL_0, Action.SELECT_0)
HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"
OK = 200
ENDED = 409


def _no_times() -> array[float]:
    return array("d")


@dataclass
class Load:
    """Requests to a server, and their times."""

    sessions: int
    steps_per_s: float
    viewers: int
    frames_per_s: float
    latencies_s: array[float] = field(default_factory=_no_times)
    late_s: array[float] = field(default_factory=_no_times)
    """How long after the time that was meant for it a step was sent: the load itself was late."""
    frames: int = 0
    problems: list[str] = field(default_factory=list)
    until: float = 0.0
    """When it ends; it begins when all have come."""


def request(method: str, path: str, body: bytes = b"") -> bytes:
    """Return a request with as little in it as there can be."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def answer_in(received: bytes | bytearray) -> tuple[int, bytes] | None:
    """Return status and body of an answer, or None where it is not whole yet."""
    end = received.find(HEAD_END)
    if end < 0:
        return None
    head = bytes(received[:end]).lower()
    at = head.find(LENGTH)
    length = 0 if at < 0 else int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0])
    start = end + len(HEAD_END)
    if len(received) < start + length:
        return None
    return int(head[9:12]), bytes(received[start : start + length])


async def ask(port: int, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    """Return status and body of one answer."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(request(method, path, body))
        received = bytearray()
        while (answer := answer_in(received)) is None:
            received += await reader.readuntil() if not received else await reader.read(65536)
    finally:
        writer.close()
        await writer.wait_closed()
    return answer


async def figures(port: int) -> dict[str, float]:
    """Return the server's own metrics."""
    _, body = await ask(port, "GET", "/metrics")
    lines = (line.split() for line in body.decode().splitlines() if not line.startswith("#"))
    return {parts[0]: float(parts[1]) for parts in lines}


class Player(asyncio.Protocol):
    """A persistent connection that requests a step at every beat and waits for each answer.

    Args:
        path: Of its session.
        load: What it belongs to.
        number: Which of the players it is.
    """

    def __init__(self, path: str, load: Load, number: int) -> None:
        self._load = load
        self._period = 1.0 / load.steps_per_s
        self._rng = random.Random(number)
        self._steps = [
            request("POST", f"{path}/step", json.dumps({"action": int(action)}).encode())
            for action in HARMLESS
        ]
        self._reset = request("POST", f"{path}/reset", b"{}")
        self._received = bytearray()
        self._loop = asyncio.get_running_loop()
        self._due = self._sent = 0.0
        self._is_resetting = False
        self.done = self._loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Send the end marker."""
        if not self.done.done():
            self._load.problems.append(f"connection lost: {exc}")
            self.done.set_result(None)

    def start(self) -> None:
        """Begin, somewhere within the first beat."""
        self._due = time.perf_counter()
        self._next_beat(self._rng.random() * self._period)

    def _next_beat(self, period: float) -> None:
        now = time.perf_counter()
        self._due = max(self._due + period, now)
        if self._due >= self._load.until:
            self.done.set_result(None)
            self._transport.close()
            return
        self._loop.call_later(self._due - now, self._step)

    def _step(self) -> None:
        self._sent = time.perf_counter()
        self._load.late_s.append(max(self._sent - self._due, 0.0))
        self._transport.write(self._rng.choice(self._steps))

    def data_received(self, data: bytes) -> None:
        """Take an answer, and what belongs to one."""
        self._received += data
        answer = answer_in(self._received)
        if answer is None:
            return
        self._received.clear()
        status, body = answer
        if not self._is_resetting:
            self._load.latencies_s.append(time.perf_counter() - self._sent)
        if status == ENDED and not self._is_resetting:
            self._is_resetting = True
            self._transport.write(self._reset)
            return
        self._is_resetting = False
        if status != OK:
            self._load.problems.append(f"{status} {body[:200]!r}")
        self._next_beat(self._period)


async def play(port: int, number: int, load: Load, ready: asyncio.Barrier) -> None:
    """Be one player until the load is over."""
    start = json.dumps({"seed": str(number), "player": f"bench {number}"}).encode()
    _, body = await ask(port, "POST", "/api/play", start)
    path = f"/api/play/{json.loads(body)['session_id']}"
    loop = asyncio.get_running_loop()
    _, player = await loop.create_connection(lambda: Player(path, load, number), HOST, port)
    await ready.wait()
    player.start()
    await player.done
    await ask(port, "DELETE", path)


async def watch(port: int, path: str, load: Load, ready: asyncio.Barrier) -> None:
    """Act as one viewer that seeks to the start at the end."""
    url = f"ws://{HOST}:{port}{path}?frames_per_s={load.frames_per_s}"
    async with connect(url, compression=None) as viewer:
        await ready.wait()
        while (left := load.until - time.perf_counter()) > 0:
            try:
                text = await asyncio.wait_for(viewer.recv(), left)
            except TimeoutError:
                return
            load.frames += 1
            if b'"kind":"end"' in (text if isinstance(text, bytes) else text[:20].encode()):
                await viewer.send('{"step": 0}')
