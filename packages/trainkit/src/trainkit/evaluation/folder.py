"""A saved evaluation: its table, with the replays of all episodes that prove it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import envcore
import replaykit
from replaykit.files import write_atomically
from replaykit.library import first_difference
from trainkit.clairvoyant import SEES_NOTE
from trainkit.envs.episodes import Episodes
from trainkit.errors import TrainkitError
from trainkit.evaluation.comparison import Comparison, Entry
from trainkit.evaluation.contenders import Contender, read_replay
from trainkit.evaluation.play import episode_of
from trainkit.evaluation.sources import recorded_player
from trainkit.evaluation.tables import comparison_csv, episodes_csv
from trainkit.files import parse_json, write_json

TABLE: Final = "evaluation.json"
NORMALISED: Final = "normalised"
_TOLERANCE: Final = 1e-9
"""Sums differ in their last bits between processors."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._@-]")


def check_new_folder(folder: Path) -> None:
    """Check that a folder is new or empty.

    Raises:
        TrainkitError: It is not.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise TrainkitError(f"--save {folder}: expected a new folder or an empty one")


def save_evaluation(folder: Path, comparison: Comparison, contenders: Sequence[Contender]) -> None:
    """Write the table as JSON and CSV, a line per episode, and the replay of every episode.

    Args:
        folder: A new one.
        comparison: Played with keep_actions.
        contenders: Its players, in the same order.

    Raises:
        TrainkitError: The folder is not empty.
    """
    check_new_folder(folder)
    for entry, contender in zip(comparison.entries, contenders, strict=True):
        for number, run in enumerate(entry.runs):
            target = _folder_of(folder, entry, number)
            target.mkdir(parents=True)
            player = _player_of(contender, number, run)
            for replay in _replays_of(run, comparison.config, player):
                replay.write(target / f"{replay.header.seed}.abr")
    write_atomically(folder / "episodes.csv", episodes_csv(comparison).encode())
    write_atomically(folder / "evaluation.csv", comparison_csv(comparison).encode())
    write_json(folder / TABLE, comparison.to_dict())  # last: it marks the folder as complete


def check_evaluation(folder: Path) -> Comparison:
    """Simulate all replays of a saved evaluation and compare its table with them.

    Raises:
        TrainkitError: A replay is missing, does not verify or is of another world, or a number
            differs.
    """
    try:
        stated: Any = parse_json((folder / TABLE).read_bytes())
        first, count = int(stated["seeds"]["first"]), int(stated["seeds"]["count"])
        config = envcore.EnvConfig(**stated["options"])
        rows = [(str(r["player"]), r["kind"], int(r["training_seeds"])) for r in stated["rows"]]
        deterministic = bool(stated["deterministic"])
    except OSError as error:
        raise TrainkitError(f"{folder / TABLE}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise TrainkitError(
            f"{folder / TABLE}: not a table of trainkit evaluate: {error}"
        ) from None
    seeds = range(first, first + count)
    entries = []
    for name, kind, runs in rows:
        empty = Entry(name, kind, ())
        played = [
            _read_run(_folder_of(folder, empty, i), empty, seeds, config) for i in range(runs)
        ]
        entries.append(Entry(name, kind, tuple(played)))
    found = Comparison(tuple(entries), tuple(seeds), config, deterministic)
    given = json.loads(json.dumps(found.to_dict()))
    if NORMALISED not in stated:  # written by trainkit 0.2 or older
        for part in (given, *given["rows"]):
            del part[NORMALISED]
    if difference := first_difference(stated, given, tolerance=_TOLERANCE):
        raise TrainkitError(f"{folder / TABLE}: {difference}")
    return found


def _folder_of(folder: Path, entry: Entry, number: int) -> Path:
    return folder / "replays" / _UNSAFE.sub("_", entry.name) / f"{number:02d}"


def _player_of(contender: Contender, number: int, run: Episodes) -> replaykit.Player:
    """Return what the replays of a run state about their player."""
    if contender.kind == "replay":
        return read_replay(Path(contender.sources[0])).header.player
    return recorded_player(contender.sources[number], run.player)


def _replays_of(
    run: Episodes, config: envcore.EnvConfig, player: replaykit.Player
) -> Iterator[replaykit.Replay]:
    extra = {"sees": SEES_NOTE} if run.kind == "clairvoyant" else {}
    provenance = replaykit.Provenance(player, extra=extra)
    for seed, actions in zip(run.seeds, run.actions, strict=True):
        yield replaykit.record_actions(actions, config=config, seed=seed, provenance=provenance)


def _read_run(folder: Path, entry: Entry, seeds: range, config: envcore.EnvConfig) -> Episodes:
    names = [path.stem for path in folder.glob("*.abr")]
    found = sorted(int(name) for name in names if name.isdecimal())
    if not found or (entry.kind != "replay" and found != list(seeds)):
        raise TrainkitError(f"{folder}: expected a replay for each of the {len(seeds)} seeds")
    episodes = []
    for seed in found:
        path = folder / f"{seed}.abr"
        replay = read_replay(path)
        if (replay.header.seed, replay.header.config) != (seed, config):
            raise TrainkitError(f"replay {path} is of another world than the table")
        episodes.append(episode_of(replay, replay.header.player.name, entry.kind))
    return Episodes.joined(episodes)
