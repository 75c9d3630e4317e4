"""The shapes of what crosses HTTP, declared here and in play_models.py and nowhere else.

Numbers of 64 bits (seeds, episodes) are decimal strings: JavaScript rounds those above 2^53.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
RunStatus = Literal["running", "completed", "failed", "interrupted", "unknown"]


def _web_links(links: object) -> object:
    """Leave out what a browser would not open as a page: a file of a run may say anything."""
    if not isinstance(links, dict):
        return links
    schemes = ("http://", "https://")
    return {name: to for name, to in links.items() if str(to).lower().startswith(schemes)}


class Model(BaseModel):
    """What all shapes have in common: no NaN and no infinity; unknown keys of files are dropped."""

    model_config = ConfigDict(
        extra="ignore",
        allow_inf_nan=False,
        json_schema_serialization_defaults_required=True,  # an answer has every key
    )


class Problem(Model):
    """An error, as RFC 9457 has it: one sentence in `detail`."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Meta(Model):
    """What this server is, and which world it simulates."""

    version: str
    envcore_version: str
    replaykit_version: str
    env_id: str
    spec_digest: str
    writes_need_token: bool
    """Whether a write must carry `Authorization: Bearer TOKEN`."""
    upload_bytes_max: int


class Health(Model):
    """That the server is well; it answers with a problem where it is not."""

    status: Literal["ok"]


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
    links: Annotated[dict[str, str], BeforeValidator(_web_links)] = {}
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
    windows: list[int] = []
    env_steps_total: list[int] = []
    values: dict[str, list[float | None]] = {}
    """By metric; null where a window has no value."""
    error: str | None = None
    """What is wrong with the run's file."""


class SeriesList(Model):
    """Curves of some runs, in the order in which they were asked for."""

    series: list[Series]


class ReplayEntry(Model):
    """A row of replays/index.jsonl."""

    replay_id: str
    window: int | None
    tags: list[str]
    policy: str
    deterministic: bool
    seed: str
    episode: str
    return_: Annotated[float, Field(alias="return")]
    net_profit: float
    steps: int
    ticks: int
    end_cause: str | None
    created: str | None


class ReplayList(Model):
    """Replays of a run, the newest first; `total` is how many there are before paging."""

    run_id: str
    total: int
    replays: list[ReplayEntry]


class FoundReplay(Model):
    """A replay and the run that it belongs to."""

    run_id: str
    entry: ReplayEntry


class FoundReplayList(Model):
    """Replays of all runs, newest run and replay first; `total` is how many there are."""

    total: int
    replays: list[FoundReplay]


class Neighbor(Model):
    """An edge as one end has it: slot k of the list is what TRAVEL_k takes."""

    node: int
    ticks: int
    fuel: float
    threat: Share


class Node(Model):
    """A node of the belt as it is at the start of the episode, known to the ship or not."""

    kind: Literal["station", "cluster", "hazard"]
    hops: int
    danger: Share
    pirates: Share
    neighbors: list[Neighbor]


class ReplayDetail(Model):
    """What a replay says of itself, and the belt in which it happens."""

    entry: ReplayEntry
    env_id: str
    options: dict[str, int | str | bool]
    player_kind: str
    player_name: str
    player_version: str
    content_digest: str
    file_bytes: int
    belt: list[Node]


class Verdict(Model):
    """What simulating a replay again says of it."""

    is_true: bool
    message: str


class Ship(Model):
    """The ship; ticks are those left of an effect."""

    fuel: float
    hull: float
    heat: float
    tool: float
    alert: float
    credits: float
    net_profit: float
    repair_kits: int
    stabilizers: int
    decoys: int
    escape_ticks: int
    anchor_ticks: int


class Rock(Model):
    """An asteroid of the current node, as the ship estimates it."""

    slot: int
    composition: list[Share]
    stability: Share
    depletion: Share
    confidence: Share
    is_selected: bool


class Frame(Model):
    """The world after a step; frame 0 is that of the reset, without an action."""

    step: int
    tick: int
    dt: int
    action: int | None
    """As it was asked for; 69 stands for any integer outside 0..68."""
    was_illegal: bool
    events: list[str]
    reward: float
    reward_terms: dict[str, float]
    return_: Annotated[float, Field(alias="return")]
    end_cause: str | None
    node: int
    ship: Ship
    cargo: list[float]
    """Units, by commodity."""
    prices: list[float]
    """Credits per unit, by commodity."""
    threat_estimates: list[Share]
    """Of the edges of the current node, by slot."""
    rocks: list[Rock]


class FramePage(Model):
    """Frames start, start + stride, ... below stop; `total` is how many the replay has."""

    replay_id: str
    start: int
    stop: int
    stride: int
    total: int
    frames: list[Frame]


class StaticSite(Model):
    """What a site without a server holds; its page finds this in api/site.json."""

    runs: int
    replays: int
    has_frames: bool
    frames_per_file: int
    skipped: list[str]
    """What could not be read, and why."""
