"""The results of a study as plain values: docs/results/NAME.json, from which its tables come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any, Final

import numpy as np

import envcore
from trainkit.evaluation.comparison import Entry
from trainkit.evaluation.normalised import References, references_of

from tools.studies.declaration import Run, Study
from tools.studies.matches import Match, matches_of
from tools.studies.skill import ascent_of, clock_of, first_above
from tools.studies.statistics import Floats, by_world, crossed_interval, gap_interval
from tools.studies.training import state_of

SCHEMA: Final = 1
MEASURES: Final = ("net_profit", "return")
Row = dict[str, Any]
Played = dict[str, dict[str, tuple[Match, Entry]]]
"""By condition and player."""


@dataclass(frozen=True)
class Scores:
    """A player's results in a condition: each measure by world, (runs, worlds)."""

    kind: str
    worlds: tuple[int, ...]
    values: dict[str, Floats]

    @staticmethod
    def of(entry: Entry) -> Scores:
        """Return those of the episodes of a player."""
        found = {measure: by_world(entry, measure) for measure in (*MEASURES, "survival")}
        worlds = found["net_profit"][0]
        return Scores(entry.kind, worlds, {name: values for name, (_, values) in found.items()})

    def on(self, worlds: Sequence[int], measure: str) -> Floats:
        """Return the mean over runs of a measure in some of the worlds, (worlds,)."""
        places = {world: place for place, world in enumerate(self.worlds)}
        return np.asarray(self.values[measure].mean(axis=0)[[places[w] for w in worlds]])

    def of_run(self, number: int) -> Scores:
        """Return the results of one run."""
        own = {name: values[number : number + 1] for name, values in self.values.items()}
        return Scores(self.kind, self.worlds, own)


def played_matches(study: Study) -> Played:
    """Return the episodes of all matches of a study that were played."""
    found: Played = {name: {} for name in study.declared.conditions}
    for match in matches_of(study):
        if (entry := match.played()) is not None:
            found[match.condition][match.player] = (match, entry)
    return found


def results_of(study: Study, played: Played) -> Row:
    """Return everything that is published about a study."""
    declared = study.declared
    results: Row = {
        "schema": SCHEMA,
        "study": study.name,
        "question": declared.question,
        "figure": declared.figure,
        "template": declared.template,
        "set": declared.set,
        "variants": {
            name: given.model_dump(exclude_none=True, exclude={"cpu_minutes"})
            for name, given in declared.variants.items()
        },
        "skill": declared.skill and declared.skill.model_dump(),
        "versions": {name: version(name) for name in ("envcore", "trainkit", "torch")},
        "spec_digest": envcore.spec.SPEC_DIGEST,
        "conditions": {name: _condition(study, name, own) for name, own in played.items()},
    }
    if declared.figure == "generalisation":
        results["gaps"] = _gaps(played)
    return results


def _condition(study: Study, name: str, played: dict[str, tuple[Match, Entry]]) -> Row:
    given = study.declared.conditions[name]
    players = {player: Scores.of(entry) for player, (_, entry) in played.items()}
    configs = [match.config for match, _ in played.values()]
    config = configs[0] if configs else envcore.EnvConfig()
    return {
        "label": given.label,
        "worlds": given.worlds,
        "options": config.to_dict(),
        "deterministic": given.deterministic,
        "rows": [_row(study, name, player, players, config) for player in players],
    }


def _row(
    study: Study, condition: str, player: str, players: dict[str, Scores], config: envcore.EnvConfig
) -> Row:
    """Return the row of a player in a condition."""
    own, given = players[player], study.declared.variants.get(player)
    rivals = {name: players[name] for name in study.declared.players if name in players}
    runs = [run for run in study.runs_of(player) if state_of(run) == "finished"] if given else []
    is_first = condition == next(iter(study.declared.conditions))
    goal = _goal(study, rivals) if is_first else None
    return {
        "player": player,
        "label": given.label if given else player,
        "kind": own.kind,
        "is_rival": given is None,
        "runs": len(own.values["return"]),
        "worlds": {"first": str(own.worlds[0]), "count": len(own.worlds)},
        **_statistics(own, rivals),
        "normalised": _normalised(own, players, config),
        "seeds": [
            {"seed": run.seed, "config_digest": run.config.digest(), **clock_of(run)}
            | _statistics(own.of_run(number), rivals)
            | ({} if goal is None else {"skill": _skill(study, run, goal)})
            for number, run in enumerate(runs)
        ],
    }


def _statistics(own: Scores, rivals: dict[str, Scores]) -> Row:
    """Return the means with their intervals, and the paired differences to others."""
    return {
        **{name: asdict(crossed_interval(values)) for name, values in own.values.items()},
        "differences": {
            rival: {
                measure: asdict(
                    crossed_interval(own.values[measure] - theirs.on(own.worlds, measure))
                )
                for measure in MEASURES
            }
            for rival, theirs in rivals.items()
            if theirs is not own
        },
    }


def _normalised(own: Scores, players: dict[str, Scores], config: envcore.EnvConfig) -> Row | None:
    """Return the normalised score on a player's worlds, None where no references are known."""
    bots = {name: scores for name, scores in players.items() if scores.kind == "bot"}
    profits = {name: float(s.on(own.worlds, "net_profit").mean()) for name, s in bots.items()}
    known = references_of(profits, own.worlds, config)
    profit = crossed_interval(own.values["net_profit"])
    return asdict(known.score(profit)) if isinstance(known, References) else None


def _goal(study: Study, rivals: dict[str, Scores]) -> float | None:
    """Return the mean that a checkpoint has to pass, on the worlds that checkpoints play."""
    skill = study.declared.skill
    if skill is None or skill.above not in rivals:
        return None
    rival = rivals[skill.above]
    return float(rival.on(rival.worlds[: skill.worlds], "net_profit").mean())


def _skill(study: Study, run: Run, goal: float) -> Row | None:
    """Return when a run was above the goal for good: env steps and minutes, None if never."""
    ascent = ascent_of(study, run)
    window = first_above(ascent.windows, ascent.means() or [], goal)
    return None if window is None else {"window": window, **clock_of(run, window)}


def _gaps(played: Played) -> Row:
    """Return the mean net profit on training worlds minus that on held-out worlds, by variant."""
    training, heldout = (
        {player: Scores.of(entry).values["net_profit"] for player, (_, entry) in own.items()}
        for own in (played["training"], played["heldout"])
    )
    return {
        player: asdict(gap_interval(values, heldout[player]))
        for player, values in training.items()
        if played["training"][player][1].kind == "policy" and player in heldout
    }
