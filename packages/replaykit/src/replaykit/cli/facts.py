"""What `replaykit info` shows of a replay."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from replaykit.format.replay import Replay


def facts_of(source: str) -> dict[str, Any]:
    """Return what a replay states of itself, ready for JSON.

    Args:
        source: Path, `-` or URL; see Replay.open.

    Raises:
        ReplayError: The source holds no replay.
        OSError: The source cannot be read.
    """
    replay = Replay.open(source, allow_cut=True)
    header, result = replay.header, replay.result
    path = Path(source)
    facts: dict[str, Any] = {
        "file": source,
        "bytes": path.stat().st_size if path.is_file() else len(replay.to_bytes()),
        "blocks": len(replay.blocks),
        "checkpoints": sum(block.checkpoint is not None for block in replay.blocks),
        "env_id": header.env_id,
        "spec_digest": header.spec_digest,
        "options": header.config.to_dict(),
        "seed": str(header.seed),
        "episode": str(header.episode),
        "player": asdict(header.player),
        "training": asdict(header.training) if header.training else None,
        "start": header.start,
        "parent": asdict(header.parent) if header.parent else None,
        "extra": header.extra,
        "steps": len(replay.actions),
        "content_digest": replay.content_digest if replay.is_whole else None,
        "result": None,
    }
    if result is not None:
        facts["result"] = {
            "return": result.total,
            "net_profit": result.net_profit,
            "ticks": result.ticks,
            "end_cause": result.end_cause,
            "state_digest": result.state_digest,
        }
    return facts


def text_of_facts(facts: dict[str, Any]) -> list[str]:
    """Return the facts as aligned lines."""
    player, training, parent = facts["player"], facts["training"], facts["parent"]
    steps, size = facts["steps"], facts["bytes"]
    rows = {
        "file": f"{facts['file']} ({size} bytes, {facts['blocks']} blocks, "
        f"{facts['checkpoints']} checkpoints)",
        "environment": f"{facts['env_id']}, spec {facts['spec_digest'][:12]}",
        "options": ", ".join(f"{name}={value}" for name, value in facts["options"].items()),
        "seed, episode": f"{facts['seed']}, {facts['episode']}",
        "player": f"{player['kind']} {player['name']} {player['version']}".rstrip(),
    }
    if training is not None:
        config = training["config_digest"][:12]
        rows["training"] = f"window {training['window']}, config {config}"
    if facts["start"] == "state":
        rows["start"] = "a stored state"
    if parent is not None:
        digest = parent["digest"] or "a replay that was cut off"
        rows["parent"] = f"step {parent['step']} of {digest}"
    rows["steps"] = f"{steps} ({size / steps:.3f} bytes per step)" if steps else "0"
    return [f"{name:14} {value}" for name, value in (rows | _result_rows(facts)).items()]


def _result_rows(facts: dict[str, Any]) -> dict[str, str]:
    result = facts["result"]
    if result is None:
        return {"result": "none: the file was cut off"}
    return {
        "ticks": str(result["ticks"]),
        "return": f"{result['return']:.6g}",
        "net profit": f"{result['net_profit']:.2f} credits",
        "end": result["end_cause"] or "none: the recording stops before the end",
        "content": facts["content_digest"],
    }
