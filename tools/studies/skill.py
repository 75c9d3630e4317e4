"""The time to skill: from when on every checkpoint of a run earns more than a bot."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import envcore
from trainkit.config.env_section import EnvSection
from trainkit.errors import TrainkitError
from trainkit.evaluation.comparison import compare
from trainkit.evaluation.contenders import parse_contenders
from trainkit.files import parse_json, read_jsonl, write_json
from trainkit.runs.checkpoint import policy_digest
from trainkit.runs.paths import RunPaths

from tools.studies.declaration import Run, Study
from tools.studies.matches import condition_seeds
from tools.studies.training import state_of

Clock = dict[str, float]


@dataclass(frozen=True)
class Ascent:
    """The checkpoints of a run, to be played on the first worlds of a study."""

    run: str
    folder: Path
    file: Path
    windows: tuple[int, ...]
    seeds: tuple[int, ...]
    config: envcore.EnvConfig

    def basis(self) -> dict[str, Any]:
        """Return what its results depend on."""
        checkpoints = RunPaths(self.folder)
        digests = [policy_digest(checkpoints.checkpoint(window)) for window in self.windows]
        worlds = {"first": str(self.seeds[0]), "count": len(self.seeds)}
        return {"policies": digests, "worlds": worlds, "options": self.config.to_dict()}

    def means(self) -> list[float] | None:
        """Return the mean net profit of each checkpoint, if they were played."""
        if not self.file.is_file():
            return None
        stored = parse_json(self.file.read_bytes())
        return list(stored["means"]) if stored["basis"] == self.basis() else None


def climb(ascent: Ascent) -> str:
    """Play the checkpoints of a run unless that was done before; return its name for messages."""
    if ascent.means() is not None:
        return f"time to skill: {ascent.run} (kept)"
    paths = RunPaths(ascent.folder)
    texts = [f"w{window}={paths.checkpoint(window)}" for window in ascent.windows]
    entries = compare(parse_contenders(texts), ascent.seeds, ascent.config).entries
    means = [float(entry.scores("net_profit").mean()) for entry in entries]
    ascent.file.parent.mkdir(parents=True, exist_ok=True)
    write_json(ascent.file, {"basis": ascent.basis(), "windows": ascent.windows, "means": means})
    return f"time to skill: {ascent.run}"


def ascents_of(study: Study) -> list[Ascent]:
    """Return what a study plays to find the time to skill of its finished runs."""
    if study.declared.skill is None:
        return []
    runs = [run for variant in study.declared.variants for run in study.runs_of(variant)]
    return [ascent_of(study, run) for run in runs if state_of(run) == "finished"]


def ascent_of(study: Study, run: Run) -> Ascent:
    """Return the checkpoints of a run that its study plays.

    Raises:
        TrainkitError: One of them was not kept.
    """
    skill, condition = study.declared.skill, next(iter(study.declared.conditions.values()))
    assert skill is not None
    windows, paths = run.config.windows, RunPaths(run.folder)
    wanted = sorted({max(1, round(windows / 2 ** (k / 2))) for k in range(skill.checkpoints)})
    missing = [window for window in wanted if not paths.checkpoint(window).is_dir()]
    if missing:
        raise TrainkitError(
            f"{run.folder}: no checkpoint of window {missing[0]}: train with "
            "checkpoints.keep_every: 1"
        )
    return Ascent(
        run=run.name,
        folder=run.folder,
        file=study.folder / "evaluations" / "skill" / f"{run.folder.name}.json",
        windows=tuple(wanted),
        seeds=tuple(condition_seeds(condition, None)[: skill.worlds]),
        config=EnvSection(**condition.env).to_env_config(),
    )


def first_above(windows: tuple[int, ...], means: list[float], goal: float) -> int | None:
    """Return the first played window from which on every mean is above the goal."""
    crossed: int | None = None
    for (_, before), (window, mean) in pairwise([(0, goal), *zip(windows, means, strict=True)]):
        if mean <= goal:
            crossed = None
        elif before <= goal:
            crossed = window
    return crossed


def clock_of(run: Run, window: int | None = None) -> Clock:
    """Return env steps and minutes of a run, up to the end of a window or to its own end."""
    timing = read_jsonl(RunPaths(run.folder).timing)[:window]
    clock: Clock = {"env_steps": run.config.window_steps * len(timing)}
    for key, name in (("cpu_s", "cpu_minutes"), ("wall_s", "wall_minutes")):
        clock[name] = round(sum(float(row[key]) for row in timing) / 60, 2)
    return clock
