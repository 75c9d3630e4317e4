"""Writes run folders as docs/formats/run_folder.md describes them, with real replays."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import uvicorn
from fastapi.testclient import TestClient

import envcore
import replaykit
from envcore.spec import Action
from playserver import Settings, create_app
from playserver.settings import Limits

ORIGIN: Final = "http://127.0.0.1:8000"
WINDOWS: Final = 3
TIME_MAX: Final = 300
SEED_FIRST: Final = 2**32
INFO_KEY: Final = "scan_count"
SHORT: Final = envcore.EnvConfig(time_max=2000)
"""The options of the short board."""
SELL_ALL: Final = [
    int(action)
    for action in Action
    if action.name.startswith("SELL") and action.name.endswith("_100")
]


def recorded(seed: int) -> replaykit.Replay:
    """Return an episode of random legal actions other than CASH_OUT."""
    rng = np.random.default_rng(seed)
    cash_out = int(envcore.spec.Action.CASH_OUT)

    def policy(_: object, mask: np.ndarray) -> int:
        legal = [a for a in np.flatnonzero(mask) if a != cash_out]
        return int(rng.choice(legal))

    return replaykit.record_episode(
        policy,
        config=envcore.EnvConfig(time_max=TIME_MAX),
        seed=seed,
        provenance=replaykit.Provenance(
            replaykit.Player(kind="policy", name="maskable_ppo", version="0.1.0"),
            training=replaykit.Training(config_digest="0" * 64, window=1),
        ),
    )


def long_replay() -> replaykit.Replay:
    """Return an episode of 20,000 steps, whose frames fit into no network buffer."""
    return replaykit.record_actions(
        [int(envcore.spec.Action.HOLD_DRIFT)] * 20_000,
        config=envcore.EnvConfig(),
        seed=1,
        provenance=replaykit.Provenance(replaykit.Player(kind="bot", name="idle")),
    )


def trip(num_mined: int) -> list[int]:
    """Return the actions of a trip to the first neighbor and home; more mining earns more."""
    out = [int(Action.TRAVEL_0), int(Action.SELECT_0)]
    return [*out, *[int(Action.MINE_STANDARD)] * num_mined, int(Action.TRAVEL_0), *SELL_ALL]


def played(
    num_mined: int = 2,
    *,
    config: envcore.EnvConfig = SHORT,
    name: str = "Ann",
    ends: bool = True,
) -> replaykit.Replay:
    """Return an episode of one trip, which ends with CASH_OUT if `ends`."""
    actions = trip(num_mined)
    return replaykit.record_actions(
        [*actions, int(Action.CASH_OUT)] if ends else actions,
        config=config,
        seed=7,
        provenance=replaykit.Provenance(replaykit.Player(kind="human", name=name)),
    )


def make_run(runs_dir: Path, run_id: str, *, created: str = "2026-01-02T03:04:05+00:00") -> Path:
    """Write a completed run of three windows and return its folder."""
    folder = runs_dir / run_id
    for name in ("metrics", "replays"):
        (folder / name).mkdir(parents=True)
    (folder / "config.yaml").write_text("algorithm: maskable_ppo\nseed: 3\n", encoding="utf-8")
    write_json(folder / "manifest.json", {"schema": 1, "seed": 3})
    index, windows, timing = [], [], []
    for window in range(1, WINDOWS + 1):
        replay = recorded(SEED_FIRST + window)
        replay.write(folder / "replays" / f"w{window:06d}.abr")
        index.append(index_row(replay, window, created))
        windows.append(window_row(window))
        timing.append({"schema": 1, "window": window, "wall_s": 2.0})
    write_rows(folder / "replays" / "index.jsonl", index)
    write_rows(folder / "metrics" / "windows.jsonl", windows)
    write_rows(folder / "metrics" / "timing.jsonl", timing)
    write_json(folder / "evaluation.json", evaluation())
    write_json(folder / "run_metadata.json", metadata(run_id, created))
    return folder


def index_row(replay: replaykit.Replay, window: int, created: str) -> dict[str, Any]:
    """Return a row of replays/index.jsonl."""
    result = replay.result
    assert result is not None
    return {
        "schema": 1,
        "replay_id": f"w{window:06d}",
        "file": f"w{window:06d}.abr",
        "window": window,
        "env_steps_total": 512 * window,
        "tags": ["every_window"],
        "policy": "maskable_ppo",
        "deterministic": False,
        "seed": str(replay.header.seed),
        "episode": replay.header.episode,
        "return": result.total,
        "net_profit": result.net_profit,
        "steps": result.steps,
        "ticks": result.ticks,
        "end_cause": result.end_cause,
        "created": created,
    }


def window_row(window: int) -> dict[str, Any]:
    """Return a row of windows.jsonl; in the first window no episode ends."""

    def dist(middle: float) -> dict[str, float] | None:
        spread = {"mean": middle, "median": middle, "q25": middle - 1, "q75": middle + 1}
        return None if window == 1 else spread

    has_ended = window > 1
    return {
        "schema": 1,
        "window": window,
        "env_steps": 512,
        "env_steps_total": 512 * window,
        "ticks": 700,
        "ticks_total": 700 * window,
        "episodes": 8 if has_ended else 0,
        "return": dist(-50.0 + 10 * window),
        "net_profit": dist(100.0 * window),
        "profit_per_tick": dist(0.5 * window),
        "survival": 0.25 * window if has_ended else None,
        "end_causes": {
            "destroyed": 2 if has_ended else 0,
            "stranded": 1 if has_ended else 0,
            "cashed_out": 3 if has_ended else 0,
            "timeout": 2 if has_ended else 0,
        },
        "invalid_rate": 0.0,
        "info": {INFO_KEY: dist(4.0)},
        "losses": {"policy_gradient_loss": -0.01, "value_loss": 1.0 / window},
        "evaluation": {
            "seeds": {"first": str(SEED_FIRST), "count": 4},
            "episodes": 4,
            "return": {"mean": -40.0, "median": -40.0, "q25": -45.0, "q75": -35.0},
            "net_profit": {"mean": 90.0, "median": 80.0, "q25": 60.0, "q75": 120.0},
            "survival": 0.5,
        },
        "checkpoint": f"{window:06d}",
        "replay": f"w{window:06d}",
    }


def evaluation() -> dict[str, Any]:
    """Return an evaluation of two players."""

    def interval(mean: float) -> dict[str, float]:
        return {"mean": mean, "ci_low": mean - 2, "ci_high": mean + 2}

    rows = [
        {
            "player": name,
            "kind": kind,
            "episodes": 50,
            "return": interval(mean),
            "net_profit": interval(10 * mean),
            "survival": 0.5,
            "steps": 120.5,
            "return_difference": interval(mean + 20),
        }
        for name, kind, mean in (("policy@3", "policy", -20.0), ("random", "bot", -45.0))
    ]
    seeds = {"first": str(SEED_FIRST), "count": 50}
    return {"schema": 1, "seeds": seeds, "time_max": TIME_MAX, "options": {}, "rows": rows}


def metadata(run_id: str, created: str) -> dict[str, Any]:
    """Return the run_metadata.json of a completed run."""
    return {
        "schema": 1,
        "run_id": run_id,
        "status": "completed",
        "created": created,
        "updated": created,
        "env_id": envcore.spec.ENV_ID,
        "algorithm": "maskable_ppo",
        "window": WINDOWS,
        "windows_total": WINDOWS,
        "env_steps_total": 512 * WINDOWS,
        "env_steps_planned": 512 * WINDOWS,
        "latest_window": WINDOWS,
        "latest_checkpoint": f"{WINDOWS:06d}",
        "latest_replay": f"w{WINDOWS:06d}",
        "error": None,
        "links": {},
    }


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file."""
    path.write_text(json.dumps(value), encoding="utf-8")


def write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write a file of JSON lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def get(client: TestClient, path: str) -> dict[str, Any]:
    """Return the JSON of a request, which must succeed."""
    response = client.get(path)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def problem_of(response: Any, status: int) -> str:
    """Return the detail of a problem, which must have this status."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert "Traceback" not in response.text
    return str(body["detail"])


@contextmanager
def served(runs_dir: Path, limits: Limits) -> Iterator[tuple[str, int]]:
    """Serve a folder over a real socket."""
    app = create_app(Settings(runs_dir=runs_dir, limits=limits))
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)  # accepted ones inherit it
    config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
