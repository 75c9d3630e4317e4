"""Models of runs: their state, windows, curves and evaluations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from playserver.models.base import Model, Share

RunStatus = Literal["running", "completed", "failed", "interrupted", "unknown"]


def _web_links(links: object) -> object:
    """Drop links that are not web addresses: a run's file may contain anything."""
    if not isinstance(links, dict):
        return links
    schemes = ("http://", "https://")
    return {name: to for name, to in links.items() if str(to).lower().startswith(schemes)}


class Run(Model):
    """How a run stands, as its run_metadata.json says."""

    run_id: str
    status: RunStatus = "unknown"
    is_stale: bool = False
    """Whether it says that it is running, but has been silent for long."""
    algorithm: str | None = None
    created: str | None = None
    updated: str | None = None
    window: int = 0
    windows_total: int | None = None
    env_steps: int = 0
    env_steps_total: int | None = None
    latest_replay: str | None = None
    error: str | None = None
    links: Annotated[dict[str, str], BeforeValidator(_web_links)] = Field(default={})
    """Where else it is shown, by name: addresses of the web only."""


class RunList(Model):
    """All runs, the newest first."""

    runs: list[Run]


class Interval(Model):
    """A mean with its 95 % interval."""

    mean: float
    ci_low: float
    ci_high: float


class EvaluationRow(Model):
    """What one player did on the seeds of an evaluation."""

    player: str
    kind: str
    episodes: int
    return_: Annotated[Interval, Field(alias="return")]
    net_profit: Interval
    survival: Share
    steps: float
    return_difference: Interval


class Evaluation(Model):
    """The table that `trainkit evaluate --out` left in the run folder."""

    seeds_first: str
    seeds_count: int
    time_max: int
    rows: list[EvaluationRow]


class RunDetail(Model):
    """A run with its configuration and evaluation, where they are there."""

    run: Run
    config: dict[str, Any] | None
    manifest: dict[str, Any] | None
    """Versions, digests, platform, seed and command: where it comes from."""
    evaluation: Evaluation | None
    checkpoints: list[int]
    """Windows whose checkpoint is there; they are listed, never loaded."""


class Distribution(Model):
    """Of the episodes that ended in a window."""

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

    window: int
    env_steps_total: int
    ticks_total: int
    episodes: int
    return_: Annotated[Distribution | None, Field(alias="return")]
    net_profit: Distribution | None
    profit_per_tick: Distribution | None
    survival: Share | None
    end_causes: dict[str, int]
    invalid_rate: Share
    losses: dict[str, float]
    evaluation: WindowEvaluation | None
    replay: str | None


class WindowList(Model):
    """The windows of a run, in their order."""

    run_id: str
    windows: list[Window]


class MetricList(Model):
    """The metrics of a run, by the path of their keys in windows.jsonl: `info.ticks.mean`."""

    run_id: str
    total: int
    """Windows of the run."""
    metrics: list[str]


class Series(Model):
    """Curves of a run over its windows, with fewer points where they are long."""

    run_id: str
    total: int = 0
    """Windows of the run."""
    windows: list[int] = Field(default=[])
    env_steps_total: list[int] = Field(default=[])
    values: dict[str, list[float | None]] = Field(default={})
    """By metric; null where a window has no value."""
    error: str | None = None
    """What is wrong with the run's file."""


class SeriesList(Model):
    """Curves of some runs, in the order in which they were asked for."""

    series: list[Series]
