"""Playing the worlds of a study: every player in every condition, kept as soon as it is played."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

import envcore
import replaykit
from replaykit.files import write_atomically
from trainkit.clairvoyant import SEES_NOTE
from trainkit.config.env_section import EnvSection
from trainkit.config.schema import RunConfig
from trainkit.config.seeds import parse_seeds
from trainkit.envs.episodes import Episodes
from trainkit.evaluation.comparison import Entry, compare
from trainkit.evaluation.contenders import Contender, parse_contenders
from trainkit.evaluation.sources import recorded_player

from tools.studies.declaration import Condition, Study
from tools.studies.training import state_of


@dataclass(frozen=True)
class Match:
    """A player in a condition, on all its worlds."""

    player: str
    condition: str
    folder: Path
    contender: Contender
    seeds: tuple[int, ...]
    config: envcore.EnvConfig
    deterministic: bool
    bundled: int
    """Worlds, from the first on, whose replays are kept."""

    @property
    def file(self) -> Path:
        """Where its episodes are kept."""
        return self.folder / self.condition / f"{self.player}.npz"

    @property
    def replays(self) -> Path:
        """The folder of its replays."""
        return self.folder / self.condition / "replays" / self.player

    def digest(self) -> str:
        """Return a digest of everything that its episodes depend on."""
        players = [asdict(recorded_player(source, "")) for source in self.contender.sources]
        parts = [players, self.seeds, self.config.to_dict(), self.deterministic, self.bundled]
        text = json.dumps([envcore.spec.SPEC_DIGEST, *parts])
        return hashlib.sha256(text.encode()).hexdigest()

    def played(self) -> Entry | None:
        """Return its episodes if they were played with these policies in these worlds."""
        if not self.file.is_file():
            return None
        with np.load(self.file) as stored:
            if str(stored["digest"]) != self.digest():
                return None
            runs = [self._run(stored, number) for number in range(len(stored["returns"]))]
        return Entry(self.player, self.contender.kind, tuple(runs))

    def _run(self, stored: Any, number: int) -> Episodes:
        infos = {k[5:]: stored[k][number] for k in stored.files if k.startswith("info.")}
        returns, steps = stored["returns"][number], stored["steps"][number]
        invalid, kind = stored["invalid_actions"][number], self.contender.kind
        return Episodes(self.player, kind, self.seeds, returns, steps, invalid, infos)


def play(match: Match) -> str:
    """Play a match unless that was done before; return its name for messages."""
    name = f"{match.condition}: {match.player}"
    if match.played() is not None:
        return f"{name} (kept)"
    (entry,) = compare(
        [match.contender],
        match.seeds,
        match.config,
        deterministic=match.deterministic,
        keep_actions=match.bundled > 0,
    ).entries
    for number, (source, run) in enumerate(zip(match.contender.sources, entry.runs, strict=True)):
        _write_replays(match, match.replays / f"{number:02d}", source, run)
    arrays: dict[str, Any] = {
        "digest": np.array(match.digest()),
        "returns": np.array([run.returns for run in entry.runs]),
        "steps": np.array([run.steps for run in entry.runs]),
        "invalid_actions": np.array([run.invalid_actions for run in entry.runs]),
    }
    arrays |= {f"info.{key}": entry.infos(key) for key in entry.runs[0].infos}
    match.file.parent.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()
    np.savez(content, **arrays)
    write_atomically(match.file, content.getvalue())
    return name


def _write_replays(match: Match, folder: Path, source: str, run: Episodes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    extra = {"sees": SEES_NOTE} if run.kind == "clairvoyant" else {}
    provenance = replaykit.Provenance(recorded_player(source, run.player), extra=extra)
    for seed, actions in zip(run.seeds[: match.bundled], run.actions, strict=False):
        replay = replaykit.record_actions(
            actions, config=match.config, seed=seed, provenance=provenance
        )
        replay.write(folder / f"{seed}.abr")


def matches_of(study: Study) -> list[Match]:
    """Return what a study plays: finished runs and players in all conditions, bots first."""
    return [match for name in study.declared.conditions for match in _of_condition(study, name)]


def _of_condition(study: Study, name: str) -> Iterator[Match]:
    condition = study.declared.conditions[name]
    for player in study.declared.players:
        yield _match(study, name, player, player, condition_seeds(condition, None))
    for variant, given in study.declared.variants.items():
        runs = [run for run in study.runs_of(variant) if state_of(run) == "finished"]
        source = given.player or ",".join(str(run.folder) for run in runs)
        if source:
            seeds = condition_seeds(condition, runs[0].config if runs else None)
            yield _match(study, name, variant, f"{variant}={source}", seeds)


def _match(study: Study, name: str, player: str, text: str, seeds: Sequence[int]) -> Match:
    condition = study.declared.conditions[name]
    (contender,) = parse_contenders([text])
    bundled = len(seeds) if condition.bundled_worlds is None else condition.bundled_worlds
    return Match(
        player=player,
        condition=name,
        folder=study.folder / "evaluations",
        contender=contender,
        seeds=tuple(seeds),
        config=EnvSection(**condition.env).to_env_config(),
        deterministic=condition.deterministic,
        bundled=bundled,
    )


def condition_seeds(condition: Condition, config: RunConfig | None) -> list[int]:
    """Return the worlds of a condition; few training worlds are played again and again."""
    kind, _, count = condition.worlds.partition(":")
    if kind != "training":
        return list(parse_seeds(condition.worlds, 200))
    own = None if config is None else config.worlds.seed_set
    worlds = list(own or range(int(count)))[: int(count)]
    return [worlds[i % len(worlds)] for i in range(int(count))]
