"""The row of a window in metrics/windows.jsonl: metrics of episodes, losses, evaluation."""

from __future__ import annotations

from typing import Any, Final

from envcore import spec
from trainkit.config.schema import RunConfig
from trainkit.config.seeds import SEED_SETS
from trainkit.envs.episode_log import INFO_KEYS, EpisodeLog
from trainkit.envs.episodes import Episodes
from trainkit.runs.window_metrics import EVALUATED, METRICS, distribution, mean_of

SCHEMA: Final = 1


def window_row(
    *,
    config: RunConfig,
    window: int,
    stage: int,
    log: EpisodeLog,
    ticks_total: int,
    losses: dict[str, float],
    evaluation: Episodes | None,
    checkpoint: str,
    replay: str,
) -> dict[str, Any]:
    """Return the row of a window, as in docs/formats/run_folder.md."""
    causes = log.values("end_cause")
    return {
        "schema": SCHEMA,
        "window": window,
        "stage": stage,
        "env_steps": config.window_steps,
        "env_steps_total": window * config.window_steps,
        "ticks": log.ticks,
        "ticks_total": ticks_total,
        "episodes": len(log.returns),
        **{metric.name: metric.of(log) for metric in METRICS},
        "end_causes": {
            cause.name.lower(): int((causes == cause).sum())
            for cause in spec.EndCause
            if cause >= 0
        },
        "invalid_rate": log.invalid_actions / config.window_steps,
        "info": {name: distribution(log.values(name)) for name in INFO_KEYS},
        "losses": losses,
        "evaluation": None if evaluation is None else _evaluation(config, evaluation),
        "checkpoint": checkpoint,
        "replay": replay,
    }


def _evaluation(config: RunConfig, episodes: Episodes) -> dict[str, Any]:
    first = SEED_SETS["test"].start
    return {
        "seeds": {"first": str(first), "count": config.evaluation.episodes},
        "episodes": len(episodes.returns),
        **{metric.name: metric.of(episodes) for metric in EVALUATED},
    }


def scalars_of(row: dict[str, Any]) -> dict[str, float]:
    """Return the numbers of a row that TensorBoard and Weights & Biases draw, by name."""
    scalars = {"window/invalid_rate": row["invalid_rate"]}
    scalars |= {f"window/{metric.name}": mean_of(row[metric.name]) for metric in METRICS}
    evaluation = row["evaluation"] or {}
    for metric in EVALUATED:
        scalars[f"evaluation/{metric.name}"] = mean_of(evaluation.get(metric.name))
    return {name: value for name, value in scalars.items() if value is not None}
