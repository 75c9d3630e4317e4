"""Models of the server itself: its versions, its health, its errors, its static sites."""

from __future__ import annotations

from typing import Literal

from playserver.models.base import Model
from playserver.models.runs import RunPolicies


class Problem(Model):
    """An error as RFC 9457 defines it, with one sentence in `detail`."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Meta(Model):
    """Versions of the server and of the world that it simulates."""

    version: str
    envcore_version: str
    replaykit_version: str
    env_id: str
    spec_digest: str
    writes_need_token: bool
    """Whether a write must carry `Authorization: Bearer TOKEN`."""
    upload_bytes_max: int


class Health(Model):
    """The server works; otherwise the answer is a problem."""

    status: Literal["ok"]


class BotList(Model):
    """The bots that are installed beside the server, by name."""

    bots: list[str]


class StaticSite(Model):
    """What a static site contains; its page reads this from api/site.json."""

    runs: int
    replays: int
    has_frames: bool
    frames_per_file: int
    bots: list[str]
    """Bots whose episodes are in api/bots, for every world of the replays."""
    policies: list[RunPolicies]
    """The policies of runs in api/runs: the newest checkpoint of each."""
    policy_bytes: int
    """Their size together."""
    skipped: list[str]
    """What could not be read, and why."""
