"""Comparing players on the same seeds: statistics with intervals, paired by world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

import envcore
from envcore.spec import EndCause
from trainkit.config.seeds import set_of
from trainkit.envs.episode_log import INFO_KEYS
from trainkit.envs.episodes import Episodes, Kind
from trainkit.errors import TrainkitError
from trainkit.evaluation.contenders import Contender, read_replay
from trainkit.evaluation.normalised import References, references_of
from trainkit.evaluation.play import batches_of, episode_of, play_batch
from trainkit.evaluation.sources import load_source
from trainkit.evaluation.stats import (
    STATISTICS,
    Interval,
    improvement_with_interval,
    mean_with_interval,
    performance_profile,
    with_interval,
)
from trainkit.tasks import EngineName, run_tasks

SCHEMA: Final = 1
MEASURES: Final = ("return", "net_profit", "profit_per_tick")
PROFILE_POINTS: Final = 41

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Entry:
    """A player's episodes: one run for a bot, one for each training seed of a policy."""

    name: str
    kind: Kind
    runs: tuple[Episodes, ...]

    @property
    def seeds(self) -> tuple[int, ...]:
        """The worlds played, the same in every run."""
        return self.runs[0].seeds

    def scores(self, measure: str) -> Floats:
        """Return a measure of every episode, (runs, worlds)."""
        return np.array([_scores_of(run, measure) for run in self.runs])

    def infos(self, key: str) -> Floats:
        """Return an info key at the end of every episode, (runs, worlds)."""
        return np.array([run.infos[key] for run in self.runs], dtype=float)

    @property
    def invalid_rate(self) -> float:
        """Share of all steps whose action was illegal."""
        invalid = sum(int(run.invalid_actions.sum()) for run in self.runs)
        return invalid / sum(int(run.steps.sum()) for run in self.runs)

    @property
    def end_causes(self) -> dict[str, int]:
        """Number of episodes by their end cause."""
        causes = self.infos("end_cause")
        return {c.name.lower(): int((causes == c).sum()) for c in EndCause if c >= 0}


@dataclass(frozen=True)
class Comparison:
    """All players' episodes on the same worlds; differences are to the first player.

    Its dictionary is evaluation.json of docs/formats/run_folder.md.
    """

    entries: tuple[Entry, ...]
    seeds: tuple[int, ...]
    config: envcore.EnvConfig
    deterministic: bool

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """A row per player, as plain values."""
        rows = [_row_of(entry, self.entries[0]) for entry in self.entries]
        known = self.references
        for row, entry in zip(rows, self.entries, strict=True):
            # a replay is of one world, and the references are means over all
            row["normalised"] = None
            if isinstance(known, References) and entry.seeds == self.seeds:
                row["normalised"] = asdict(known.score(Interval(**row["net_profit"])))
        return rows

    @cached_property
    def references(self) -> References | str:
        """What the normalised score counts between, or why there is none."""
        profits = {
            entry.name: float(entry.scores("net_profit").mean())
            for entry in self.entries
            if entry.kind == "bot" and entry.seeds == self.seeds
        }
        return references_of(profits, self.seeds, self.config)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values."""
        known = self.references
        return {
            "schema": SCHEMA,
            "seeds": {
                "first": str(self.seeds[0]),
                "count": len(self.seeds),
                "set": set_of(self.seeds[0]),
            },
            "time_max": self.config.time_max,
            "options": self.config.to_dict(),
            "deterministic": self.deterministic,
            "normalised": {"missing": known} if isinstance(known, str) else asdict(known),
            "rows": self.rows,
            "profiles": self.profiles,
        }

    @cached_property
    def profiles(self) -> dict[str, Any]:
        """Performance profiles: the share of episodes above each threshold, by player."""
        profiles: dict[str, Any] = {}
        for measure in ("return", "net_profit"):
            scores = {entry.name: entry.scores(measure) for entry in self.entries}
            everything = np.concatenate([rows.ravel() for rows in scores.values()])
            thresholds = np.linspace(everything.min(), everything.max(), PROFILE_POINTS)
            profiles[measure] = {
                "thresholds": thresholds.tolist(),
                "players": {
                    name: performance_profile(list(rows), thresholds)
                    for name, rows in scores.items()
                },
            }
        return profiles


@dataclass(frozen=True)
class _PlayTask:
    kind: Kind
    source: str
    seeds: Sequence[int]
    config: envcore.EnvConfig
    deterministic: bool
    keep_actions: bool


def compare(
    contenders: Sequence[Contender],
    seeds: Sequence[int],
    config: envcore.EnvConfig,
    *,
    deterministic: bool = False,
    keep_actions: bool = False,
    engine: EngineName = "local",
    workers: int | None = None,
    address: str | None = None,
    report: Callable[[float], None] = lambda _: None,
) -> Comparison:
    """Play the seeds with every contender; results do not depend on engine or workers.

    `report` is called with what was played since the last call, in episodes.

    Raises:
        TrainkitError: A player cannot be loaded, a replay is of another world, or a worker died
            too often.
    """
    for contender in contenders:
        if contender.kind == "replay":
            _check_seed(contender, seeds)
    named_tasks = [
        (
            contender.name,
            _PlayTask(contender.kind, source, batch, config, deterministic, keep_actions),
        )
        for contender in contenders
        if contender.kind != "replay"
        for source in contender.sources
        for batch in batches_of(seeds, contender.kind)
    ]
    tasks = [task for _, task in named_tasks]
    is_here = engine == "local" and workers in (None, 1)
    play = partial(_play, report=report) if is_here else _play
    results = run_tasks(play, tasks, engine=engine, workers=workers, address=address)
    played: dict[tuple[str, str], list[Episodes]] = {}
    for (name, task), result in zip(named_tasks, results, strict=True):
        if not is_here:
            report(len(task.seeds))
        played.setdefault((name, task.source), []).append(result)
    entries = [_entry_of(contender, played, keep_actions) for contender in contenders]
    return Comparison(tuple(entries), tuple(seeds), config, deterministic)


def _entry_of(
    contender: Contender, played: dict[tuple[str, str], list[Episodes]], keep_actions: bool
) -> Entry:
    """Return the episodes of a contender; a replay's are simulated here."""
    if contender.kind == "replay":
        replay = read_replay(Path(contender.sources[0]))
        runs = [episode_of(replay, contender.name, "replay", keep_actions=keep_actions)]
    else:
        runs = [Episodes.joined(played[contender.name, source]) for source in contender.sources]
    return Entry(contender.name, contender.kind, tuple(runs))


def _check_seed(contender: Contender, seeds: Sequence[int]) -> None:
    """Refuse a replay of a world that is not among the seeds."""
    header = read_replay(Path(contender.sources[0])).header
    if header.episode != 0 or header.seed not in seeds:
        raise TrainkitError(
            f"player {contender.name} was recorded on seed {header.seed}, episode "
            f"{header.episode}: expected episode 0 of one of the seeds, as with "
            f"--seeds {header.seed}:1"
        )


def _play(task: _PlayTask, report: Callable[[float], None] = lambda _: None) -> Episodes:
    player = load_source(task.source, deterministic=task.deterministic)
    return play_batch(
        player,
        task.seeds,
        task.config,
        kind=task.kind,
        keep_actions=task.keep_actions,
        report=report,
    )


def _scores_of(run: Episodes, measure: str) -> Floats:
    return run.returns if measure == "return" else np.asarray(run.infos[measure], dtype=float)


def _row_of(entry: Entry, first: Entry) -> dict[str, Any]:
    strata = {measure: list(entry.scores(measure)) for measure in MEASURES}
    row: dict[str, Any] = {
        "player": entry.name,
        "kind": entry.kind,
        "episodes": int(entry.scores("return").size),
        "training_seeds": len(entry.runs),
        "return": asdict(with_interval(strata["return"], "mean")),
        "net_profit": asdict(with_interval(strata["net_profit"], "mean")),
        "survival": float(entry.infos("survival").mean()),
        "survival_interval": asdict(with_interval(list(entry.infos("survival")), "mean")),
        "steps": float(np.mean([run.steps for run in entry.runs])),
        "invalid_rate": entry.invalid_rate,
        "end_causes": entry.end_causes,
        "infos": {key: float(entry.infos(key).mean()) for key in INFO_KEYS},
        "statistics": {
            measure: {name: asdict(with_interval(rows, name)) for name in STATISTICS}
            for measure, rows in strata.items()
        },
        "run_means": {
            measure: [float(run.mean()) for run in entry.scores(measure)] for measure in MEASURES
        },
    }
    return row | _differences(entry, first)


def _differences(entry: Entry, first: Entry) -> dict[str, Any]:
    """Return a player's paired differences to the first, on the worlds that both played."""
    columns = {seed: i for i, seed in enumerate(first.seeds)}  # a replay has a single seed
    common = [(i, columns[seed]) for i, seed in enumerate(entry.seeds) if seed in columns]
    own_columns, first_columns = np.array(common).T
    result: dict[str, Any] = {"improvement": {}}
    for measure in ("return", "net_profit"):
        ours = entry.scores(measure)[:, own_columns]
        theirs = first.scores(measure)[:, first_columns]
        differences = ours.mean(axis=0) - theirs.mean(axis=0)
        result[f"{measure}_difference"] = asdict(mean_with_interval(differences))
        result["improvement"][measure] = asdict(improvement_with_interval(ours, theirs))
    return result
