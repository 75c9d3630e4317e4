"""Models of replays: what is listed, what a replay contains, its frames and their stream."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from playserver.boards import Board
from playserver.models.base import NO_BOOLEAN, Model, RequestBody, Share

STREAM_FRAMES_PER_S_MAX: Final = 240


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
    """Replays of a run, newest first; `total` counts them before paging."""

    run_id: str
    total: int
    replays: list[ReplayEntry]


class FoundReplay(Model):
    """A replay and the run that it belongs to."""

    run_id: str
    entry: ReplayEntry


class FoundReplayList(Model):
    """Replays of all runs, newest run and replay first; `total` counts them before paging."""

    total: int
    replays: list[FoundReplay]


class Neighbor(Model):
    """An edge to a neighbor; slot k of the list is the one that TRAVEL_k takes."""

    node: int
    ticks: int
    fuel: float
    threat: Share


class Node(Model):
    """A node of the belt at the start of the episode, whether the ship knows it or not."""

    kind: Literal["station", "cluster", "hazard"]
    hops: int
    danger: Share
    pirates: Share
    neighbors: list[Neighbor]


class ReplayDetail(Model):
    """The header of a replay, and the belt at the start of its episode."""

    entry: ReplayEntry
    env_id: str
    options: dict[str, int | str | bool]
    player_kind: str
    player_name: str
    player_version: str
    player_digest: str | None
    """SHA-256 of the policy that played."""
    content_digest: str
    file_bytes: int
    belt: list[Node]


class Verdict(Model):
    """The result of verifying a replay by simulating it."""

    is_true: bool
    message: str


class Ship(Model):
    """The ship; `*_ticks` are the ticks left of an effect."""

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
    """The world after a step; frame 0 is the world after the reset, without an action."""

    step: int
    tick: int
    dt: int
    action: int | None
    """The requested action; 69 stands for any integer outside 0..68."""
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
    """Estimated threats of the current node's edges, by slot."""
    rocks: list[Rock]


class FramePage(Model):
    """Frames start, start + stride, ... below stop; `total` counts all frames of the replay."""

    replay_id: str
    start: int
    stop: int
    stride: int
    total: int
    frames: list[Frame]


class StoredReplay(Model):
    """A replay that the server stores; its id is its content digest."""

    replay_id: str
    board: Board | None
    player: str
    player_kind: str
    is_practice: bool
    seed: str
    episode: str
    net_profit: float
    return_: Annotated[float, Field(alias="return")]
    steps: int
    ticks: int
    end_cause: str | None
    created: str


class StoredReplayList(Model):
    """Replays that the server stores; `total` counts them before paging."""

    total: int
    replays: list[StoredReplay]
    problems: list[str] = Field(default=[])
    """Which files cannot be read, and why."""


class StreamCommand(RequestBody):
    """Changes of a stream; what a viewer leaves out stays as it is."""

    step: Annotated[int, Field(ge=0), NO_BOOLEAN] | None = None
    """The next frame to send."""
    stride: Annotated[int, Field(ge=1), NO_BOOLEAN] | None = None
    frames_per_s: Annotated[float, Field(gt=0, le=STREAM_FRAMES_PER_S_MAX)] | None = None
    playing: bool | None = None


class StreamMessage(Model):
    """A frame, or an end marker until the viewer seeks."""

    kind: Literal["frame", "end"]
    total: int
    """Number of frames of the replay."""
    frame: Frame | None = None
