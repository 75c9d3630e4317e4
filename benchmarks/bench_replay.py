"""Replays: bytes per step, and the speed of verifying and seeking, against the core's own."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from machine import machine_facts

import envcore
import replaykit
from envcore.spec import Action

SCHEMA = 1
PLAYED = Path(__file__).parents[1] / "packages" / "replaykit" / "tests" / "data" / "played"
LONG_STEPS = 100_000
LONG_TICKS = 1_000_000
SEEKS = 25


def played_replays() -> dict[str, replaykit.Replay]:
    """Return the episodes that bots and trained policies once played, by name."""
    found = {}
    for path in sorted(PLAYED.glob("*.json")):
        recording = json.loads(path.read_text(encoding="utf-8"))
        training = recording["training"]
        found[path.stem] = replaykit.record_actions(
            recording["actions"],
            config=envcore.EnvConfig(**recording["options"]),
            seed=int(recording["seed"]),
            provenance=replaykit.Provenance(
                replaykit.Player(**recording["player"]),
                training=None if training is None else replaykit.Training(**training),
            ),
        )
    return found


def sizes_of(replays: dict[str, replaykit.Replay]) -> dict[str, dict[str, float]]:
    """Return bytes per step, everything in the file included."""
    rows = {}
    for name, replay in replays.items():
        steps, size = len(replay.actions), len(replay.to_bytes())
        counts = np.bincount(replay.actions)
        shares = counts[counts > 0] / steps
        entropy = float(-(shares * np.log2(shares)).sum() / 8)
        rows[name] = {
            "steps": steps,
            "bytes": size,
            "bytes_per_step": round(size / steps, 3),
            "bytes_per_step_by_frequency_alone": round(entropy, 3),
        }
    return rows


def worst_short_replay() -> replaykit.Replay:
    """Return 501 steps that nothing can compress: any of the 70 codes, with every digest set."""
    env = envcore.AsteroidProspectorEnv()
    env.reset(seed=2**33)
    recorder = replaykit.EpisodeRecorder(
        env,
        replaykit.Provenance(
            replaykit.Player(kind="policy", name="ppo", version="0.1.0", digest="9e" * 32),
            training=replaykit.Training(config_digest="4d" * 32, window=30),
        ),
    )
    rng = np.random.default_rng(0)
    for _ in range(501):
        legal = env.info()["action_mask"]
        action = int(rng.integers(0, 70))
        while action < 69 and legal[action]:  # an illegal one holds, and the episode continues
            action = int(rng.integers(0, 70))
        recorder.step(action)
    return recorder.finish()


def long_replay(played: replaykit.Replay) -> replaykit.Replay:
    """Return 100,000 steps: those that a bot played, then waiting and listening."""
    config = envcore.EnvConfig(
        **{**played.header.config.to_dict(), "time_max": LONG_TICKS, "pirates": False}
    )
    env = replaykit.env_at(config, played.header.seed, 0)
    recorder = replaykit.EpisodeRecorder(env, replaykit.Provenance(played.header.player))
    recorder.run(played.actions.astype(np.int64)[: len(played.actions) // 4])
    while env.info()["action_mask"][Action.DOCK] == 0 and not env.has_ended:
        recorder.step(Action.TRAVEL_0)  # slot 0 always leads home
    count = LONG_STEPS - recorder.num_steps
    rest = np.random.default_rng(0).choice([Action.HOLD_DRIFT, Action.DOCK], count)
    recorder.run(rest.astype(np.int64))
    made = recorder.finish()
    if len(made.actions) != LONG_STEPS:
        raise SystemExit(f"the long episode ended after {len(made.actions)} steps")
    return made


def seconds_of(job: Callable[[], object]) -> float:
    """Return how much CPU time a job takes: all of these use one thread and no disk."""
    start = time.process_time()
    job()
    return time.process_time() - start


def verify_rates(replay: replaykit.Replay, rounds: int) -> dict[str, Any]:
    """Return steps per second of verifying a file and of the bare core, by paired rounds."""
    data = replay.to_bytes()
    actions = replay.actions.astype(np.int64)
    header = replay.header

    def step_bare() -> None:
        replaykit.env_at(header.config, header.seed, header.episode).run(actions)

    def read_and_verify() -> None:
        verdict = replaykit.verify(replaykit.Replay.from_bytes(data))
        if not verdict.is_true:
            raise SystemExit(verdict.message)

    pairs = [(seconds_of(step_bare), seconds_of(read_and_verify)) for _ in range(rounds + 1)][1:]
    return {
        "steps": len(actions),
        "core_steps_per_s": round(len(actions) / statistics.median(bare for bare, _ in pairs)),
        "verify_steps_per_s": round(len(actions) / statistics.median(full for _, full in pairs)),
        "ratio": round(statistics.median(bare / full for bare, full in pairs), 3),
    }


def seek_times(replay: replaykit.Replay) -> dict[str, Any]:
    """Return milliseconds of opening a file and finding the state at a step, fresh every time."""
    steps = np.random.default_rng(1).integers(0, len(replay.actions) + 1, SEEKS).tolist()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.abr"
        replay.write(path)

        def open_and_seek(step: int) -> None:
            replaykit.Timeline(replaykit.Replay.open(path)).state_at(step)

        times = [seconds_of(partial(open_and_seek, step)) for step in [0, LONG_STEPS, *steps]]
        size = path.stat().st_size
        opened = replaykit.Timeline(replaykit.Replay.open(path))
        opened.state_at(LONG_STEPS)
        again = [seconds_of(partial(opened.state_at, step)) for step in steps]
    return {
        "steps": len(replay.actions),
        "bytes_per_step": round(size / len(replay.actions), 3),
        "checkpoints": sum(block.checkpoint is not None for block in replay.blocks),
        "open_and_seek_ms": milliseconds_of(times),
        "seek_again_ms": milliseconds_of(again),
    }


def milliseconds_of(times: list[float]) -> dict[str, float]:
    """Return median and maximum of times in seconds."""
    ms = [1000 * seconds for seconds in times]
    return {"median": round(statistics.median(ms), 1), "max": round(max(ms), 1)}


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="7 or more (default 9)")
    parser.add_argument("--out", type=Path, help="also write the report to this file")
    given = parser.parse_args()
    if given.rounds < 7:
        parser.error(f"--rounds {given.rounds}: expected 7 or more")
    replays = played_replays()
    longest = max(replays.values(), key=lambda replay: len(replay.actions))
    report = {
        "schema": SCHEMA,
        "benchmark": "replay",
        "machine": machine_facts(),
        "clock": "CPU time",
        "rounds": given.rounds,
        "sizes": sizes_of(replays | {"501_incompressible_steps": worst_short_replay()}),
        "verify": {name: verify_rates(replay, given.rounds) for name, replay in replays.items()},
        "seek": seek_times(long_replay(longest)),
    }
    text = json.dumps(report, indent=2)
    print(text)
    if given.out is not None:
        given.out.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
