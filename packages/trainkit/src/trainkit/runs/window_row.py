"""The row of a window in metrics/windows.jsonl: metrics of episodes, losses, evaluation."""

from __future__ import annotations

from typing import Any, Final

from envcore import spec
from trainkit.config.schema import RunConfig
from trainkit.config.seeds import SEED_SETS
from trainkit.envs.episode_log import INFO_KEYS, EpisodeLog
from trainkit.envs.episodes import Episodes
from trainkit.runs.window_metrics import EVALUATED, METRICS, EndedEpisodes, distribution

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
        "end_causes": end_causes_of(log),
        "invalid_rate": log.invalid_actions / config.window_steps,
        "reward_per_step": log.rewards / config.window_steps,
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
        "end_causes": end_causes_of(episodes),
        "invalid_rate": float(episodes.invalid_actions.sum() / episodes.steps.sum()),
        "info": {name: float(episodes.values(name).mean()) for name in INFO_KEYS},
    }


def end_causes_of(episodes: EndedEpisodes) -> dict[str, int]:
    """Return the number of episodes by their end cause."""
    causes = episodes.values("end_cause")
    return {c.name.lower(): int((causes == c).sum()) for c in spec.EndCause if c >= 0}
