"""The server under load: many players, many viewers, for a minute or for hours."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from machine import machine_facts
from websockets.asyncio.client import connect

import envcore
import replaykit
from envcore.spec import Action
from playserver import Settings, create_app
from playserver.settings import Limits, Rate

SCHEMA = 1
HOST = "127.0.0.1"
UNLIMITED = Rate(1e9, 10**9)
LIMITS = Limits(
    sessions=10_000,
    sessions_per_client=10_000,
    streams=10_000,
    streams_per_client=10_000,
    creates=UNLIMITED,
    writes=UNLIMITED,
    simulations=UNLIMITED,
)
"""All clients are one here: its share is that of them all."""
HARMLESS = (Action.HOLD_DRIFT, Action.THREAT_LISTEN, Action.TRAVEL_0, Action.SELECT_0)
SAMPLE_S = 10.0
GROWTH_MAX = 0.05
"""Of a soak's memory in its second half."""


@dataclass
class Load:
    """What is asked of the server, and what came of it."""

    sessions: int
    steps_per_s: float
    viewers: int
    frames_per_s: float
    latencies_s: list[float] = field(default_factory=list)
    late_s: list[float] = field(default_factory=list)
    """How long after the time that was meant for it a step was sent: the load itself was late."""
    frames: int = 0
    problems: list[str] = field(default_factory=list)
    until: float = 0.0
    """When it ends; it begins when all have come."""


class Connection:
    """A kept connection that speaks as little HTTP as it can: it must cost less than the server.

    Args:
        port: Where the server listens.
    """

    def __init__(self, port: int) -> None:
        self._port = port

    async def open(self) -> None:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection(HOST, self._port)

    async def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Return status and body of an answer."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        status = int(answer[9:12])
        length = 0
        for line in answer.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return status, await self._reader.readexactly(length)

    async def close(self) -> None:
        """Disconnect."""
        self._writer.close()
        await self._writer.wait_closed()


def serve(port: int, runs: Path) -> None:
    """Be the server."""
    app = create_app(Settings(runs_dir=runs, limits=LIMITS))
    uvicorn.run(app, host=HOST, port=port, log_level="error", proxy_headers=False)


@asynccontextmanager
async def served(runs: Path) -> AsyncIterator[int]:
    """Start a server in a process of its own, and stop it."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, __file__, "--serve", str(port), "--runs", str(runs)]
    process = subprocess.Popen(command)
    try:
        for _ in range(600):
            try:
                await figures(port)
                break
            except OSError:
                await asyncio.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


async def figures(port: int) -> dict[str, float]:
    """Return what the server says of itself."""
    connection = Connection(port)
    await connection.open()
    _, body = await connection.ask("GET", "/metrics")
    await connection.close()
    lines = (line.split() for line in body.decode().splitlines() if not line.startswith("#"))
    return {parts[0]: float(parts[1]) for parts in lines}


def write_run(runs: Path) -> str:
    """Write a run of one long replay; return the path of its stream."""
    folder = runs / "bench"
    (folder / "replays").mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    replay = replaykit.record_actions(
        [int(Action.HOLD_DRIFT)] * 20_000,
        config=envcore.EnvConfig(),
        seed=1,
        player=replaykit.Player(kind="bot", name="idle"),
    )
    replay.write(folder / "replays" / "long.abr")
    result = replay.result
    assert result is not None
    row: dict[str, Any] = {
        "replay_id": "long",
        "window": None,
        "tags": [],
        "policy": "idle",
        "seed": "1",
        "deterministic": True,
        "episode": "0",
        "return": result.total,
        "created": None,
        "net_profit": result.net_profit,
        "steps": result.steps,
        "ticks": result.ticks,
        "end_cause": result.end_cause,
    }
    (folder / "replays" / "index.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return "/api/runs/bench/replays/long/stream"


async def play(port: int, number: int, load: Load, ready: asyncio.Barrier) -> None:
    """Be one player: a step at every beat, and another episode where one has ended."""
    connection = Connection(port)
    await connection.open()
    start = json.dumps({"seed": str(number), "player": f"bench {number}"}).encode()
    _, body = await connection.ask("POST", "/api/play", start)
    path = f"/api/play/{json.loads(body)['session_id']}"
    period = 1.0 / load.steps_per_s
    rng = random.Random(number)
    await ready.wait()
    due = time.perf_counter() + rng.random() * period
    while due < load.until:
        await asyncio.sleep(max(due - time.perf_counter(), 0.0))
        sent = time.perf_counter()
        load.late_s.append(sent - due)
        action = json.dumps({"action": int(rng.choice(HARMLESS))}).encode()
        status, body = await connection.ask("POST", f"{path}/step", action)
        load.latencies_s.append(time.perf_counter() - sent)
        if status == 409:  # ended
            status, body = await connection.ask("POST", f"{path}/reset", b"{}")
        if status != 200:
            load.problems.append(f"{status} {body[:200]!r}")
        due = max(due + period, time.perf_counter())
    await connection.ask("DELETE", path)
    await connection.close()


async def watch(port: int, path: str, load: Load, ready: asyncio.Barrier) -> None:
    """Be one viewer, who goes back to the start at the end."""
    url = f"ws://{HOST}:{port}{path}?frames_per_s={load.frames_per_s}"
    async with connect(url) as viewer:
        await ready.wait()
        while (left := load.until - time.perf_counter()) > 0:
            try:
                text = await asyncio.wait_for(viewer.recv(), left)
            except TimeoutError:
                return
            load.frames += 1
            if b'"kind":"end"' in (text if isinstance(text, bytes) else text[:20].encode()):
                await viewer.send('{"step": 0}')


async def sample(port: int, until: float, every_s: float) -> list[tuple[float, float]]:
    """Return the server's resident memory in MB over the time, in seconds."""
    begin, samples = time.perf_counter(), []
    while (now := time.perf_counter()) < until:
        resident = (await figures(port))["process_resident_memory_bytes"]
        samples.append((round(now - begin, 1), round(resident / 1e6, 1)))
        await asyncio.sleep(min(every_s, max(until - time.perf_counter(), 0.0)))
    return samples


async def measure(load: Load, seconds: float, every_s: float) -> dict[str, Any]:
    """Put the load on a server for some time, and return the report."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_run(Path(folder))
        async with served(Path(folder)) as port:
            ready = asyncio.Barrier(load.sessions + load.viewers + 1)
            async with asyncio.TaskGroup() as group:
                for number in range(load.sessions):
                    group.create_task(play(port, number, load, ready))
                for _ in range(load.viewers):
                    group.create_task(watch(port, path, load, ready))
                load.until = time.perf_counter() + 3600.0  # a first guess, so that they begin
                await ready.wait()
                before = await figures(port)
                load.until = time.perf_counter() + seconds
                memory = await sample(port, load.until, every_s)
            after = await figures(port)
    cpu_s = after["process_cpu_seconds_total"] - before["process_cpu_seconds_total"]
    return {
        "sessions": load.sessions,
        "viewers": load.viewers,
        "seconds": seconds,
        "steps": len(load.latencies_s),
        "steps_per_s": round(len(load.latencies_s) / seconds, 1),
        "latency_ms": percentiles(load.latencies_s),
        "sent_late_ms": percentiles(load.late_s),
        "frames_per_s": round(load.frames / seconds, 1),
        "frames_per_s_asked_for": load.viewers * load.frames_per_s,
        "server_cores_used": round(cpu_s / seconds, 3),
        "server_cpu_ms_per_answer": round(
            1e3 * cpu_s / max(len(load.latencies_s) + load.frames, 1), 3
        ),
        "memory_mb": memory,
        "problems": load.problems[:10],
        "num_problems": len(load.problems),
    }


def growth_of(memory: list[tuple[float, float]]) -> float:
    """Return by which share the memory grew from the middle of a soak to its end.

    The first half fills what has a bound: caches, pools, the heap of the interpreter.
    """
    middle, last = memory[len(memory) // 2][1], memory[-1][1]
    return last / middle - 1.0


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Return percentiles in milliseconds."""
    if len(seconds) < 2:
        return {}
    cuts = statistics.quantiles(seconds, n=1000, method="inclusive")
    marks = {"p50": 499, "p90": 899, "p99": 989, "p999": 998}
    found = {name: round(1e3 * cuts[at], 2) for name, at in marks.items()}
    return found | {"max": round(1e3 * max(seconds), 2)}


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--steps-per-s", type=float, default=5.0, help="of each session")
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--frames-per-s", type=float, default=10.0, help="of each viewer")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each of the three loads")
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="both loads for so long")
    parser.add_argument("--out", type=Path, help="file for the report")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve is not None:
        serve(args.serve, args.runs)
        return
    rates = {"steps_per_s": args.steps_per_s, "frames_per_s": args.frames_per_s}
    if args.soak is not None:
        loads = {"soak": (args.sessions, args.viewers)}
        seconds, every_s = 60.0 * args.soak, max(60.0 * args.soak / 60, SAMPLE_S)
    else:
        loads = {
            "players": (args.sessions, 0),
            "viewers": (0, args.viewers),
            "both": (args.sessions, args.viewers),
        }
        seconds, every_s = args.seconds, SAMPLE_S
    cases = {}
    for name, (sessions, viewers) in loads.items():
        load = Load(sessions=sessions, viewers=viewers, **rates)
        cases[name] = asyncio.run(measure(load, seconds, every_s))
        print(f"{name}: {cases[name]}", file=sys.stderr)
    report = {"schema": SCHEMA, "machine": machine_facts(), "cases": cases}
    text = json.dumps(report, indent=2)
    print(text)
    if args.out is not None:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(text + "\n", encoding="utf-8")
    if args.soak is not None:
        growth = growth_of(cases["soak"]["memory_mb"])
        if growth > GROWTH_MAX or cases["soak"]["num_problems"]:
            sys.exit(f"soak: memory grew by {growth:.1%} in its second half, or steps failed")


if __name__ == "__main__":
    main()
