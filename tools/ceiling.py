"""What knowledge would be worth: players that see hidden state beside the best bot, world by world.

Plays block by block and stores every replay, so that an interrupted run continues where it was.
The replays are the evidence: the bundle is made of them, and every figure comes from its table.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

import envcore
import replaykit
from replaykit.files import write_atomically
from replaykit.library import write_bundle
from trainkit.clairvoyant import SEERS, SEES_NOTE
from trainkit.clairvoyant.bound import net_profit_bound
from trainkit.config.seeds import parse_seeds, set_of
from trainkit.envs.episodes import Kind
from trainkit.evaluation.play import play_batch
from trainkit.evaluation.sources import load_source, recorded_player
from trainkit.evaluation.stats import mean_with_interval
from trainkit.evaluation.tables import csv_text
from trainkit.files import write_json

from tools.repository import ROOT
from tools.studies.publish import with_section
from tools.studies.tables import interval, markdown

BOT: Final = "prospector"
STEPS_OF_KNOWLEDGE: Final = {
    "information": ("clairvoyant", BOT),
    "foresight": ("oracle", "clairvoyant"),
}
"""What is worth the difference between two players."""

Rows = dict[str, dict[int, dict[str, Any]]]


def main() -> None:
    """Play what was not played yet, and write ceiling.json, ceiling.csv and ceiling.zip."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="heldout:200", help="worlds, as in trainkit evaluate")
    parser.add_argument("--oracle-seeds", default=None, help="fewer worlds for the oracle")
    parser.add_argument("--time-max", type=int, default=2000, help="ticks of an episode")
    parser.add_argument("--work", type=Path, default=Path("runs/ceiling"), help="for replays")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/results")
    parser.add_argument("--block", type=int, default=8, help="worlds played at once")
    parser.add_argument("--no-play", action="store_true", help="only write what was played")
    given = parser.parse_args()
    config = envcore.EnvConfig(time_max=given.time_max)
    for name in (BOT, *SEERS):
        text = (given.oracle_seeds if name == "oracle" else None) or given.seeds
        if not given.no_play:
            play(name, parse_seeds(text, 200), config, given.work, given.block)
    publish(given.work, given.out, config)


def play(
    name: str, seeds: Sequence[int], config: envcore.EnvConfig, work: Path, block: int
) -> None:
    """Play the worlds of which there is no replay yet, and note the CPU time."""
    kind: Kind = "clairvoyant" if name in SEERS else "bot"
    folder = work / "replays" / name
    folder.mkdir(parents=True, exist_ok=True)
    due = [seed for seed in seeds if not (folder / f"{seed}.abr").exists()]
    extra = {"sees": SEES_NOTE} if name in SEERS else {}
    provenance = replaykit.Provenance(recorded_player(name, name), extra=extra)
    for first in range(0, len(due), block):
        chosen, start = due[first : first + block], time.process_time()
        player = load_source(name, deterministic=False)
        played = play_batch(player, chosen, config, kind=kind, keep_actions=True)
        seconds = (time.process_time() - start) / len(chosen)
        for seed, actions in zip(chosen, played.actions, strict=True):
            replay = replaykit.record_actions(
                actions, config=config, seed=seed, provenance=provenance
            )
            replay.write(folder / f"{seed}.abr")
        with (work / "cpu_seconds.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"player": name, "worlds": len(chosen), "cpu_s": seconds}) + "\n")


def publish(work: Path, out: Path, config: envcore.EnvConfig) -> None:
    """Write the bundle, and what its table says: a line per episode, means and differences."""
    files = sorted((work / "replays").glob("*/*.abr"))
    table = write_bundle(files, out / "ceiling.zip")
    names = [player["name"] for player in table["players"]]
    rows: Rows = {name: {} for name in (BOT, *SEERS) if name in names}
    for episode in table["episodes"]:
        rows[names[episode["player"]]][int(episode["seed"])] = episode
    lines = [
        {"player": name, **{key: row[key] for key in COLUMNS}}
        for name, own in rows.items()
        for row in own.values()
    ]
    write_atomically(out / "ceiling.csv", csv_text(lines).encode())
    seconds = cpu_seconds(work)
    players = [summary(name, rows, config) | {"cpu_s": seconds.get(name)} for name in rows]
    worth = {
        what: difference(rows, *pair)
        for what, pair in STEPS_OF_KNOWLEDGE.items()
        if set(pair) <= set(rows)
    }
    bounds = [net_profit_bound(seed, 0, config) for seed in sorted(rows[list(rows)[-1]])]
    best = max(players, key=lambda row: row["net_profit"]["mean"])
    bound = mean_of(bounds) | {"worlds": len(bounds)}
    found = {"schema": 1, **best, "players": players, "value_of": worth, "net_profit_bound": bound}
    write_json(out / "ceiling.json", found)
    page = out / "ceiling.md"
    if page.exists():
        text = with_section(page.read_text("utf-8"), "ceiling", text_of(found))
        write_atomically(page, text.encode())


def text_of(found: dict[str, Any]) -> str:
    """Return the figures as a table in Markdown, with the value of each step of knowledge."""
    heads = ["player", "worlds", "net profit", "return"]
    heads += [f"net profit - {BOT}'s", "CPU s an episode"]
    lines = []
    for row in found["players"]:
        more = row[f"difference_to_{BOT}"]["net_profit"] if row["player"] != BOT else None
        cells = [row["player"], str(row["seeds"]["count"]), interval(row["net_profit"])]
        cells += [interval(row["return"], ".1f"), interval(more, "+,.0f") if more else ""]
        lines.append([*cells, str(row["cpu_s"] or "")])
    bound = found["net_profit_bound"]
    lines.append(["no player exceeds", str(bound["worlds"]), interval(bound), "", "", ""])
    parts = [markdown(heads, lines)]
    for what, row in found["value_of"].items():
        profit, score = interval(row["net_profit"], "+,.0f"), interval(row["return"], "+.1f")
        parts.append(
            f"Value of {what} ({row['player']} - {row['to']}, {row['worlds']} worlds): {profit} "
            f"credits, {score} in return."
        )
    return "\n\n".join(parts)


COLUMNS: Final = ("seed", "return", "net_profit", "steps", "ticks", "end_cause")


def summary(name: str, rows: Rows, config: envcore.EnvConfig) -> dict[str, Any]:
    """Return a player's means with 95 % intervals, and its differences to the bot."""
    own = rows[name]
    return {
        "player": name,
        "sees": SEES_NOTE if name in SEERS else "observations",
        "time_max": config.time_max,
        "seeds": {"first": str(min(own)), "count": len(own), "set": set_of(min(own))},
        "net_profit": mean_of([row["net_profit"] for row in own.values()]),
        "return": mean_of([row["return"] for row in own.values()]),
        f"difference_to_{BOT}": difference(rows, name, BOT),
    }


def difference(rows: Rows, name: str, other: str) -> dict[str, Any]:
    """Return the paired differences of two players on the worlds that both played."""
    common = sorted(rows[name].keys() & rows[other].keys())
    result: dict[str, Any] = {"player": name, "to": other, "worlds": len(common)}
    for key in ("net_profit", "return"):
        result[key] = mean_of([rows[name][s][key] - rows[other][s][key] for s in common])
    return result


def mean_of(values: Sequence[float]) -> dict[str, float]:
    """Return the mean with its 95 % bootstrap interval."""
    return asdict(mean_with_interval(np.array(values)))


def cpu_seconds(work: Path) -> dict[str, float]:
    """Return the CPU seconds per episode that each player took."""
    file = work / "cpu_seconds.jsonl"
    notes = (
        [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
    )
    result: dict[str, float] = {}
    for name in {note["player"] for note in notes}:
        own = [note for note in notes if note["player"] == name]
        total = sum(note["worlds"] * note["cpu_s"] for note in own)
        result[name] = round(total / sum(note["worlds"] for note in own), 2)
    return result


if __name__ == "__main__":
    main()
