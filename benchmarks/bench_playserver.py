"""The server under load: many players, many viewers, for a minute or for hours."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from machine import machine_facts
from one_run import write_run
from server_clients import HOST, Load, figures, play, watch

import envcore
import replaykit
from envcore.spec import Action
from playserver import Settings, create_app
from playserver.http.serving import run_server
from playserver.settings import Limits, Rate

SCHEMA = 1
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
SAMPLE_S = 10.0
GROWTH_MAX = 0.05
"""Of a soak's memory in its second half."""


def serve(port: int, runs: Path) -> None:
    """Run the server."""
    with socket.create_server((HOST, port), backlog=1024) as listener:
        run_server(create_app(Settings(runs_dir=runs, limits=LIMITS)), listener)


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


def write_long_run(runs: Path) -> str:
    """Write a run of one long replay; return the path of its stream."""
    replay = replaykit.record_actions(
        [int(Action.HOLD_DRIFT)] * 20_000,
        config=envcore.EnvConfig(),
        seed=1,
        provenance=replaykit.Provenance(replaykit.Player(kind="bot", name="idle")),
    )
    write_run(runs, replay)
    return "/api/runs/bench/replays/long/stream"


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
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        path = write_long_run(Path(folder))
        async with served(Path(folder)) as port:
            ready = asyncio.Barrier(load.sessions + load.viewers + 1)
            async with asyncio.TaskGroup() as group:
                for number in range(load.sessions):
                    group.create_task(play(port, number, load, ready))
                for _ in range(load.viewers):
                    group.create_task(watch(port, path, load, ready))
                while ready.n_waiting < load.sessions + load.viewers:
                    await asyncio.sleep(0.1)
                before = await figures(port)
                client_cpu_s = time.process_time()
                load.until = time.perf_counter() + seconds
                await ready.wait()
                memory = await sample(port, load.until, every_s)
            client_cpu_s = time.process_time() - client_cpu_s
            after = await figures(port)
    cpu_s = after["process_cpu_seconds_total"] - before["process_cpu_seconds_total"]
    shares = {
        "load_average": [round(load_before, 1), round(os.getloadavg()[0], 1)],
        "server_cores_used": round(cpu_s / seconds, 3),
        "client_cores_used": round(client_cpu_s / seconds, 3),
        "server_cpu_ms_per_answer": round(
            1e3 * cpu_s / max(len(load.latencies_s) + load.frames, 1), 3
        ),
        "memory_mb": memory,
    }
    return results_of(load, seconds) | shares


def results_of(load: Load, seconds: float) -> dict[str, Any]:
    """Return what the clients saw."""
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
        "problems": load.problems[:10],
        "num_problems": len(load.problems),
    }


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes the fastest event loop that there is."""
    if sys.platform == "win32":
        return None
    import uvloop  # noqa: PLC0415  # not made for Windows

    return uvloop.new_event_loop


def growth_of(memory: list[tuple[float, float]]) -> float:
    """Return by which share the memory grew from the middle of a soak to its end.

    The first half fills what has a bound: caches, pools, the heap of the interpreter.
    """
    middle, last = memory[len(memory) // 2][1], memory[-1][1]
    return last / middle - 1.0


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return percentiles in milliseconds."""
    if len(seconds) < 2:
        return {}
    cuts = statistics.quantiles(seconds, n=1000, method="inclusive")
    marks = {"p50": 499, "p90": 899, "p99": 989, "p999": 998}
    found = {name: round(1e3 * cuts[at], 2) for name, at in marks.items()}
    return found | {"max": round(1e3 * max(seconds), 2)}


def parse_arguments() -> argparse.Namespace:
    """Return the options."""
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
    return parser.parse_args()


def measure_all(args: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Measure each load, or both at once as a soak, and return the cases."""
    both = (args.sessions, args.viewers)
    if args.soak is not None:
        loads = {"soak": both}
        seconds, every_s = 60.0 * args.soak, max(60.0 * args.soak / 60, SAMPLE_S)
    else:
        loads = {"players": (args.sessions, 0), "viewers": (0, args.viewers), "both": both}
        seconds, every_s = args.seconds, SAMPLE_S
    rates = {"steps_per_s": args.steps_per_s, "frames_per_s": args.frames_per_s}
    cases = {}
    for name, (sessions, viewers) in loads.items():
        load = Load(sessions=sessions, viewers=viewers, **rates)
        gc.freeze()  # the load should not wait for the collection of its own garbage
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            cases[name] = runner.run(measure(load, seconds, every_s))
        print(f"{name}: {cases[name]}", file=sys.stderr)
    return cases


def main() -> None:
    """Run the command."""
    args = parse_arguments()
    if args.serve is not None:
        serve(args.serve, args.runs)
        return
    cases = measure_all(args)
    text = json.dumps({"schema": SCHEMA, "machine": machine_facts(), "cases": cases}, indent=2)
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
