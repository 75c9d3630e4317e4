"""A folder of runs for a server to show: one run, of one replay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from replaykit import Replay


def write_run(runs: Path, replay: Replay) -> None:
    """Write a run `bench` of one replay, `long`, under a folder of runs that it makes."""
    folder = runs / "bench"
    (folder / "replays").mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    replay.write(folder / "replays" / "long.abr")
    result = replay.result
    assert result is not None
    row: dict[str, Any] = {
        "replay_id": "long",
        "window": None,
        "tags": [],
        "policy": replay.header.player.name,
        "seed": str(replay.header.seed),
        "deterministic": True,
        "episode": str(replay.header.episode),
        "return": result.total,
        "created": None,
        "net_profit": result.net_profit,
        "steps": result.steps,
        "ticks": result.ticks,
        "end_cause": result.end_cause,
    }
    (folder / "replays" / "index.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
