"""A metric of a window row by its name, as the configuration names it: `evaluation.net_profit`."""

from __future__ import annotations

from typing import Any, Final

from trainkit.config.schema import RunConfig
from trainkit.envs.episode_log import INFO_KEYS
from trainkit.errors import ConfigError
from trainkit.runs.window_metrics import EVALUATED, METRICS

_PARTS: Final = ("mean", "median", "q25", "q75")
_COUNTS: Final = (
    *("episodes", "ticks", "ticks_total", "env_steps_total", "window"),
    *("invalid_rate", "reward_per_step"),
)
_NAMES: Final = (
    *(metric.name for metric in METRICS),
    *(f"evaluation.{metric.name}" for metric in EVALUATED),
    "evaluation.invalid_rate",
    *_COUNTS,
)


def value_at(row: dict[str, Any], name: str) -> float | None:
    """Return a metric of a row, of a distribution the mean; None if the window has none."""
    found: Any = row
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    if isinstance(found, dict):
        found = found.get("mean")
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return float(found) if is_number else None


def check_metrics(config: RunConfig) -> None:
    """Refuse names of metrics that no window row has.

    Raises:
        ConfigError: A name is unknown, or of an evaluation that the run does not make.
    """
    conditions = {i: stage.condition for i, stage in enumerate(config.stages)}
    given = {f"stages.{i}.until": found.metric for i, found in conditions.items() if found}
    for key, name in given.items():
        check_measured(key, name, config)
    if config.checkpoints.keep_best is not None:
        check_known("checkpoints.keep_best", config.checkpoints.keep_best)


def check_measured(key: str, name: str, config: RunConfig) -> None:
    """Refuse the name of a metric that no window row of a run has.

    Args:
        key: That names it.
        name: The name.
        config: Of the run.

    Raises:
        ConfigError: It is unknown, or of an evaluation that the run does not make.
    """
    if name.startswith("evaluation.") and config.evaluation.episodes == 0:
        raise ConfigError(f"{key} names {name}, but evaluation.episodes is 0")
    check_known(key, name)


def check_known(key: str, name: str) -> None:
    """Refuse the name of a metric, given by a key, that no window row can have.

    Raises:
        ConfigError: It is unknown.
    """
    if not _is_known(name):
        raise ConfigError(
            f"{key} names {name!r}, expected a metric of a window: {', '.join(_NAMES)}, "
            "losses.NAME, info.KEY, end_causes.CAUSE, evaluation.info.KEY, "
            "evaluation.end_causes.CAUSE"
        )


def _is_known(name: str) -> bool:
    stem, _, last = name.rpartition(".")
    base = stem if last in _PARTS else name
    group, _, key = base.removeprefix("evaluation.").partition(".")
    is_of_episodes = group == "end_causes" or (group == "info" and key in INFO_KEYS)
    return base in _NAMES or is_of_episodes or base.startswith("losses.")
