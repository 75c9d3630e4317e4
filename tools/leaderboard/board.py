"""Entries of the leaderboard, their scores from bundles, and the table of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

import envcore
from replaykit import Replay, ReplayError
from replaykit.library.bundle import read_member, read_table, verify_bundle
from trainkit.config.seeds import SEED_SETS
from trainkit.errors import TrainkitError
from trainkit.evaluation.normalised import STORED
from trainkit.evaluation.stats import Interval

from tools.studies.statistics import Floats, crossed_interval
from tools.studies.tables import interval, markdown, share

ENTRIES: Final = "leaderboard/entries.toml"
PAGE: Final = "leaderboard.md"
WORLDS: Final = tuple(range(SEED_SETS["heldout"].start, SEED_SETS["heldout"].start + 200))
"""The worlds that every entry has played, once each."""


class Entry(BaseModel):
    """A score, as entries.toml declares it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str
    bundle: str
    players: str
    made: str
    by: str


@dataclass(frozen=True)
class Score:
    """What an entry's replays prove; values are (runs, worlds)."""

    entry: Entry
    place: str
    """The bundle, from the page."""
    kind: str
    time_max: int
    profits: Floats
    returns: Floats
    survival: float

    @property
    def profit(self) -> Interval:
        """Mean net profit with its interval, over training seeds and worlds."""
        return crossed_interval(self.profits)


def read_entries(folder: Path) -> list[Entry]:
    """Return the declared entries.

    Raises:
        TrainkitError: The file does not declare entries, or two have one name.
    """
    try:
        raw = tomllib.loads((folder / ENTRIES).read_text(encoding="utf-8"))
        entries = [Entry(**values) for values in raw["entry"]]
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValidationError) as error:
        raise TrainkitError(f"{ENTRIES}: {' '.join(str(error).split())}") from None
    names = [entry.name for entry in entries]
    if twice := [name for name in names if names.count(name) > 1]:
        raise TrainkitError(f"{ENTRIES}: {twice[0]} is there twice, expected different names")
    return entries


def bundle_path(folder: Path, entry: Entry) -> Path:
    """Return the bundle of an entry: of the leaderboard, or of the published results.

    Raises:
        TrainkitError: There is none.
    """
    found = [path for path in (folder / "leaderboard", folder) if (path / entry.bundle).is_file()]
    if not found or Path(entry.bundle).name != entry.bundle:
        raise TrainkitError(f"{entry.name}: there is no bundle {entry.bundle} in {folder}")
    return found[0] / entry.bundle


def score_of(folder: Path, entry: Entry) -> Score:
    """Return the score that an entry's bundle states; check_bundles proves what it states.

    Raises:
        TrainkitError: It is of other worlds, or of other rules.
        ReplayError: The file is not a bundle.
    """
    path = bundle_path(folder, entry)
    table = read_table(path)
    time_max = _checked_rules(entry, table)
    chosen = {
        number: player
        for number, player in enumerate(table["players"])
        if fnmatchcase(player["name"], entry.players)
    }
    kinds = {player["kind"] for player in chosen.values()}
    if len(kinds) != 1 or (kinds != {"policy"} and len(chosen) > 1):
        names = ", ".join(sorted({player["name"] for player in table["players"]}))
        raise TrainkitError(
            f"{entry.name}: players = {entry.players!r} names {len(chosen)} players of {names}: "
            "expected one, or the policies of several training seeds"
        )
    runs = [_run(entry, path, table["episodes"], number) for number in chosen]
    return Score(
        entry=entry,
        place=path.relative_to(folder).as_posix(),
        kind=kinds.pop(),
        time_max=time_max,
        profits=np.array([[episode["net_profit"] for episode in run] for run in runs]),
        returns=np.array([[episode["return"] for episode in run] for run in runs]),
        survival=float(np.mean([player["survival"] for player in chosen.values()])),
    )


def _checked_rules(entry: Entry, table: dict[str, Any]) -> int:
    """Return the time budget of a bundle whose other options are the usual ones."""
    if table["spec_digest"] != envcore.spec.SPEC_DIGEST:
        raise TrainkitError(f"{entry.name}: {entry.bundle} is of other rules (spec digest)")
    options = table["options"]
    time_max = options["time_max"]
    usual = envcore.EnvConfig(time_max=time_max).to_dict()
    for key, value in usual.items():
        if options[key] != value:
            raise TrainkitError(
                f"{entry.name}: {entry.bundle} was played with {key} = {options[key]}, "
                f"expected {value}"
            )
    if time_max not in STORED:
        known = " or ".join(map(str, STORED))
        raise TrainkitError(
            f"{entry.name}: {entry.bundle} has episodes of {time_max} ticks, expected {known}"
        )
    return int(time_max)


def _run(
    entry: Entry, path: Path, episodes: list[dict[str, Any]], player: int
) -> list[dict[str, Any]]:
    """Return the episodes of a player, one for each of the worlds."""
    own = [episode for episode in episodes if episode["player"] == player]
    first = Replay.from_bytes(read_member(path, episodes.index(own[0])))
    if "sees" in first.header.extra:
        raise TrainkitError(
            f"{entry.name}: {first.header.player.name} sees {first.header.extra['sees']}, expected "
            "a player that sees observations and masks"
        )
    played = [(int(episode["seed"]), int(episode["episode"])) for episode in own]
    if sorted(played) != [(world, 0) for world in WORLDS]:
        raise TrainkitError(
            f"{entry.name}: {entry.bundle} has {len(own)} episodes of a player, expected episode 0 "
            f"of each of the {len(WORLDS)} seeds from {WORLDS[0]} on: --seeds "
            f"heldout:{len(WORLDS)}"
        )
    return sorted(own, key=lambda episode: int(episode["seed"]))


def board_of(scores: Iterable[Score]) -> str:
    """Return the tables of the leaderboard: one per time budget, best first."""
    parts = []
    by_budget: dict[int, list[Score]] = {}
    for score in scores:
        by_budget.setdefault(score.time_max, []).append(score)
    for time_max, own in sorted(by_budget.items()):
        ranked = sorted(own, key=lambda score: -score.profits.mean())
        lines = [[str(rank), *_cells(score)] for rank, score in enumerate(ranked, 1)]
        heads = ["rank", "player", "normalised", "net profit", "return", "survival", "seeds"]
        heads += ["what", "submitted by"]
        parts.append(f"## {time_max:,} ticks\n\n{markdown(heads, lines, (1, 7, 8))}")
    return "\n\n".join(parts)


def _cells(score: Score) -> list[str]:
    entry, profit = score.entry, score.profit
    normalised = STORED[score.time_max].score(profit)
    return [
        f"[{entry.name}]({score.place}) ({score.kind})",
        _interval(normalised, ".3f"),
        _interval(profit, ",.0f"),
        _interval(crossed_interval(score.returns), ".1f"),
        share(score.survival),
        str(len(score.profits)) if score.kind == "policy" else "",
        entry.made,
        entry.by,
    ]


def _interval(value: Interval, form: str) -> str:
    return interval({"mean": value.mean, "ci_low": value.ci_low, "ci_high": value.ci_high}, form)


def check_bundles(folder: Path, entries: Iterable[Entry]) -> list[str]:
    """Simulate all episodes of all bundles again; return a line about each.

    Raises:
        TrainkitError: A bundle does not verify.
    """
    lines = []
    for path in sorted({bundle_path(folder, entry) for entry in entries}):
        try:
            verdict = verify_bundle(path)
        except ReplayError as error:
            raise TrainkitError(f"{path}: {error}") from None
        if not verdict.is_true:
            raise TrainkitError(f"{path}: {verdict.message}")
        lines.append(f"{path.name}: {verdict.message}")
    return lines
