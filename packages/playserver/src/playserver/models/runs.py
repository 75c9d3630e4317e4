"""Models of runs: their state, windows, curves and evaluations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from playserver.models.base import AxisPlace, Model, Share

RunStatus = Literal["running", "completed", "failed", "interrupted", "unknown"]


def _web_links(links: object) -> object:
    """Drop links that are not web addresses: a run's file may contain anything."""
    if not isinstance(links, dict):
        return links
    schemes = ("http://", "https://")
    return {name: to for name, to in links.items() if str(to).lower().startswith(schemes)}


class Run(Model):
    """The state of a run, from its run_metadata.json."""

    run_id: str
    status: RunStatus = "unknown"
    is_stale: bool = False
    """Whether its status is `running`, but no process trains it any more."""
    algorithm: str | None = None
    created: str | None = None
    updated: str | None = None
    window: int = 0
    windows_total: int | None = None
    env_steps_total: int = 0
    """Environment steps trained so far, as in its windows."""
    env_steps_planned: int | None = None
    latest_replay: str | None = None
    best_checkpoint: str | None = None
    """Name of the checkpoint with the highest metric that the configuration names."""
    error: str | None = None
    problems: list[str] = Field(default=[])
    """Damage of its files, as far as they were read; the other files are shown."""
    links: Annotated[dict[str, str], BeforeValidator(_web_links)] = Field(default={})
    """Web addresses where the run is shown elsewhere, by name."""
    values: dict[str, Any] = Field(default={})
    """The columns that the request names; null where the run has none."""


class RunList(Model):
    """Runs, by default all, newest first; `total` counts them before paging."""

    total: int
    runs: list[Run]
    problems: list[str] = Field(default=[])
    """What in the runs folder cannot be shown, and why."""


class RunPolicies(Model):
    """The checkpoints of a run, whose policies the page can run."""

    run_id: str
    checkpoints: list[int]
    """Their windows, ascending."""
    digests: list[str | None] = Field(default=[])
    """SHA-256 of the policy of each, as replays state it about their player; null if unknown."""
    best: int | None
    """The window of the best one, as the run states it."""


class PolicyList(Model):
    """The newest runs that have checkpoints, newest first."""

    runs: list[RunPolicies]


class Interval(Model):
    """A mean with its 95 % confidence interval."""

    mean: float
    ci_low: float
    ci_high: float


class EvaluationRow(Model):
    """Results of one player on the seeds of an evaluation."""

    player: str
    kind: str
    episodes: int
    return_: Annotated[Interval, Field(alias="return")]
    net_profit: Interval
    normalised: Interval | None = None
    """Score of the net profit: 0 is random_legal, 1 is prospector; null where neither is known."""
    survival: Share
    steps: float
    return_difference: Interval


class Evaluation(Model):
    """The table that `trainkit evaluate --out` wrote into the run folder."""

    seeds_first: str
    seeds_count: int
    time_max: int
    rows: list[EvaluationRow]


class Episode(Model):
    """An episode of an evaluation, which a replay shows."""

    replay_id: str
    seed: str
    episode: str
    return_: Annotated[float, Field(alias="return")]
    net_profit: float
    steps: int


class EvaluationPlayer(Model):
    """A player of an evaluation; its episodes with the best, median and worst return."""

    player: str
    kind: str
    episodes: int
    return_mean: float
    net_profit_mean: float
    survival: Share
    best: Episode | None
    median: Episode | None
    worst: Episode | None


class SavedEvaluation(Model):
    """A folder of `trainkit evaluate --save`, or a bundle, below the runs folder."""

    evaluation_id: str
    kind: Literal["folder", "bundle"]
    path: str
    """Below the runs folder."""
    created: str
    players: list[EvaluationPlayer]
    error: str | None = None
    """Why it cannot be read, if it cannot."""


class EvaluationDetail(SavedEvaluation):
    """A saved evaluation with its whole table; null for a bundle, which has no intervals."""

    table: Evaluation | None


class EvaluationList(Model):
    """Saved evaluations, newest first; `total` counts them before paging."""

    total: int
    evaluations: list[SavedEvaluation]


class RunDetail(Model):
    """A run with its configuration and evaluation; null where a file is missing."""

    run: Run
    config: dict[str, Any] | None
    manifest: dict[str, Any] | None
    """Versions, digests, platform, seed and command of the training."""
    evaluation: Evaluation | None
    checkpoints: list[int]
    """Windows that have a checkpoint; the server never loads one."""


class Distribution(Model):
    """Statistics of the episodes that ended in a window."""

    mean: float
    median: float
    q25: float
    q75: float


class WindowEvaluation(Model):
    """The evaluation at the end of a window."""

    episodes: int
    return_: Annotated[Distribution, Field(alias="return")]
    net_profit: Distribution
    survival: Share


class Window(Model):
    """A row of metrics/windows.jsonl; null where no episode ended in the window."""

    window: AxisPlace
    stage: int = 1
    """Of the curriculum, counted from 1; 1 without one."""
    env_steps_total: AxisPlace
    ticks_total: int
    episodes: int
    return_: Annotated[Distribution | None, Field(alias="return")]
    net_profit: Distribution | None
    profit_per_tick: Distribution | None
    survival: Share | None
    end_causes: dict[str, int]
    invalid_rate: Share
    reward_per_step: float | None = None
    losses: dict[str, float]
    evaluation: WindowEvaluation | None
    replay: str | None


class WindowList(Model):
    """The windows of a run, in order."""

    run_id: str
    windows: list[Window]


class MetricList(Model):
    """The metrics of a run: paths of keys in windows.jsonl, as in `info.ticks.mean`."""

    run_id: str
    total: int
    """Number of windows of the run."""
    metrics: list[str]


class Series(Model):
    """Curves of a run over its windows; long curves are reduced to fewer points."""

    run_id: str
    total: int = 0
    """Number of windows of the run."""
    windows: list[int] = Field(default=[])
    env_steps_total: list[int] = Field(default=[])
    values: dict[str, list[float | None]] = Field(default={})
    """By metric; null where a window has no value."""
    error: str | None = None
    """Damage of the run's file, if any."""


class SeriesList(Model):
    """Curves of runs, in the order of the request."""

    series: list[Series]
