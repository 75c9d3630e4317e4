"""Makes the files of a release in data/<version>/, each with a JSON file; run once per release.

    python packages/replaykit/tests/make_data.py 0.1.0

Existing files are never changed, as users have such files. Episodes of bots and policies are
recorded again from the actions in `played/*.json` (options, seed, player, training, actions).
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

import envcore
import replaykit
from envcore.spec import Action
from replaykit.format.header import header_json
from replaykit.format.records import pack_record
from replaykit.record import recorder

DATA = Path(__file__).parent / "data"
HUMAN = replaykit.Player(kind="human", name="Ännchen \U0001f680")
BOT = replaykit.Player(kind="bot", name="random_legal", version="1")


def twin_of(replay: replaykit.Replay) -> dict[str, Any]:
    """Return the content of a replay in the form that examples/read_replay.py prints."""
    header = json.loads(header_json(replay.header))
    twin: dict[str, Any] = {
        "header": header,
        "state": _sha(replay.state),
        "blocks": [
            {
                "steps": len(block.actions),
                "digest": block.state_digest.hex(),
                "return": block.total,
                "credits": block.credits,
                "tick": block.tick,
                "checkpoint": _sha(block.checkpoint),
            }
            for block in replay.blocks
        ],
        "actions": replay.actions.tolist(),
    }
    if (result := replay.result) is not None:
        twin["result"] = {
            "content": replay.content_digest,
            "digest": result.state_digest,
            "return": result.total,
            "net_profit": result.net_profit,
            "steps": result.steps,
            "ticks": result.ticks,
            "end_cause": result.end_cause,
        }
    return twin


def _sha(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()


def played(path: Path) -> replaykit.Replay:
    """Return the replay of a stored episode of a bot or a policy."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    training = stored["training"]
    return replaykit.record_actions(
        stored["actions"],
        config=envcore.EnvConfig(**stored["options"]),
        seed=int(stored["seed"]),
        provenance=replaykit.Provenance(
            replaykit.Player(**stored["player"]),
            training=None if training is None else replaykit.Training(**training),
        ),
    )


def random_legal(seed: int, **options: Any) -> replaykit.Replay:
    """Return the replay of random legal play."""
    rng = np.random.default_rng(seed)
    return replaykit.record_episode(
        lambda _, mask: int(rng.choice(np.flatnonzero(mask))),
        config=envcore.EnvConfig(**options),
        seed=seed,
        provenance=replaykit.Provenance(BOT),
    )


def small_files() -> dict[str, bytes]:
    """Return a file for every part of the format."""
    whole = random_legal(7)
    outside = [6, -1, 69, 255, 68, 11]
    human = replaykit.record_actions(
        outside,
        config=envcore.EnvConfig(reward_mode="sparse", time_max=50, pirates=False),
        seed=2**64 - 1,
        episode=2**63,
        provenance=replaykit.Provenance(HUMAN),
    )
    fork = replaykit.fork(whole, 30, provenance=replaykit.Provenance(HUMAN))
    fork.run(np.array([6, 11, 42] * 3))
    forked = fork.finish()
    data = whole.to_bytes()
    header_end = 8 + 5 + int.from_bytes(data[9:13], "little") + 4
    optional = pack_record(200, b"unknown") + pack_record(255, b"")
    return {
        "whole": data,
        "outside_actions": human.to_bytes(),
        "fork": forked.to_bytes(),
        "fork_of_a_fork": replaykit.cut(forked, 4, 7).to_bytes(),
        "stopped": replaykit.cut(whole, stop=20).to_bytes(),
        "no_steps": replaykit.cut(whole, stop=0).to_bytes(),
        "small_blocks_and_checkpoints": with_checkpoints().to_bytes(),
        "unknown_header_key": with_unknown_key().to_bytes(),
        "unknown_records": data[:header_end] + optional + data[header_end:] + optional,
        "cut_off": data[:-90],
        "first_episodes": replaykit.record_actions(
            np.full(99, Action.HOLD_DRIFT),
            config=envcore.EnvConfig(time_max=99),
            seed=0,
            episode=3,
            provenance=replaykit.Provenance(BOT),
        ).to_bytes(),
    }


def with_unknown_key() -> replaykit.Replay:
    """Return a replay without steps whose header has a key of a later version."""
    header = replaykit.Header(
        config=envcore.EnvConfig(reward_mode="sparse", time_max=50, pirates=False),
        seed=1,
        episode=0,
        player=BOT,
        training=replaykit.Training(config_digest="cd" * 32, window=12),
        extra={"weather": {"wind": [1, None, True, "calm"]}},
    )
    return replaykit.Replay(header, (), None)


def with_checkpoints() -> replaykit.Replay:
    """Return a replay with small blocks and checkpoints."""
    due, recorder.CHECKPOINT_STEPS = recorder.CHECKPOINT_STEPS, 64  # type: ignore[misc]
    env = envcore.AsteroidProspectorEnv(time_max=1000)
    env.reset(seed=5)
    made = replaykit.EpisodeRecorder(env, provenance=replaykit.Provenance(BOT), block_steps=32)
    made.run(np.random.default_rng(0).choice([Action.HOLD_DRIFT, Action.DOCK], 300))
    recorder.CHECKPOINT_STEPS = due  # type: ignore[misc]
    return made.finish()


def main() -> int:
    """Write the files that do not exist yet."""
    folder = DATA / sys.argv[1]
    folder.mkdir(parents=True, exist_ok=True)
    files = small_files()
    files |= {path.stem: played(path).to_bytes() for path in sorted(DATA.glob("played/*.json"))}
    for name, data in files.items():
        path = folder / f"{name}.abr"
        if path.exists():
            continue
        path.write_bytes(data)
        twin = twin_of(replaykit.Replay.from_bytes(data, allow_cut=True))
        text = json.dumps(twin, sort_keys=True, separators=(",", ":"))
        path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
