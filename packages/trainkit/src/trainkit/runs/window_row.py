"""The row of a window: what the episodes that ended in it did, and how learning went."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from envcore import spec
from trainkit.config.schema import TRAIN_SEEDS_END, RunConfig
from trainkit.envs.episode_log import METRICS, EpisodeLog
from trainkit.envs.episodes import Episodes

SCHEMA = 1


def window_row(
    *,
    config: RunConfig,
    window: int,
    log: EpisodeLog,
    ticks_total: int,
    losses: dict[str, float],
    evaluation: Episodes | None,
    checkpoint: str,
    replay: str,
) -> dict[str, Any]:
    """Return the row of windows.jsonl; see docs/formats/run_folder.md."""
    episodes = len(log.returns)
    causes = log.values("end_cause")
    infos = {name: distribution(log.values(name)) for name in METRICS}
    return {
        "schema": SCHEMA,
        "window": window,
        "env_steps": config.window_steps,
        "env_steps_total": window * config.window_steps,
        "ticks": log.ticks,
        "ticks_total": ticks_total,
        "episodes": episodes,
        "return": distribution(log.returns),
        "net_profit": infos["net_profit"],
        "profit_per_tick": infos["profit_per_tick"],
        "survival": float(log.values("survival").mean()) if episodes else None,
        "end_causes": {
            cause.name.lower(): int((causes == cause).sum())
            for cause in spec.EndCause
            if cause >= 0
        },
        "invalid_rate": log.invalid_actions / config.window_steps,
        "info": infos,
        "losses": losses,
        "evaluation": None if evaluation is None else _evaluation_row(config, evaluation),
        "checkpoint": checkpoint,
        "replay": replay,
    }


def _evaluation_row(config: RunConfig, evaluation: Episodes) -> dict[str, Any]:
    return {
        "seeds": {"first": str(TRAIN_SEEDS_END), "count": config.evaluation.episodes},
        "episodes": len(evaluation.returns),
        "return": distribution(evaluation.returns),
        "net_profit": distribution(evaluation.infos["net_profit"]),
        "survival": float(evaluation.infos["survival"].mean()),
    }


def figures_of(row: dict[str, Any]) -> dict[str, float]:
    """Return the figures of a row that curves are drawn of, by name."""
    figures: dict[str, float] = {"window/invalid_rate": row["invalid_rate"]}
    for name in ("return", "net_profit", "profit_per_tick"):
        if row[name] is not None:
            figures[f"window/{name}"] = row[name]["mean"]
    if row["survival"] is not None:
        figures["window/survival"] = row["survival"]
    if row["evaluation"] is not None:
        for name in ("return", "net_profit"):
            figures[f"evaluation/{name}"] = row["evaluation"][name]["mean"]
        figures["evaluation/survival"] = row["evaluation"]["survival"]
    return figures


def distribution(values: npt.NDArray[Any]) -> dict[str, float] | None:
    """Return mean, median and quartiles, or None of no values."""
    if len(values) == 0:
        return None
    q25, median, q75 = np.quantile(values, [0.25, 0.5, 0.75])
    return {
        "mean": float(np.mean(values)),
        "median": float(median),
        "q25": float(q25),
        "q75": float(q75),
    }
