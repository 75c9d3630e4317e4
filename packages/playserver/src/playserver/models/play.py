"""Models of play sessions."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from envcore import spec
from playserver.ids import PLAYER_NAME
from playserver.models.base import NO_BOOLEAN, Decimal64, Model, RequestBody
from playserver.models.replays import Frame, Node

SESSION_STEPS_MAX: Final = 20_000
"""Most actions that a session can start with."""
ActionIndex = Annotated[int, Field(ge=0, lt=spec.N_ACTIONS), NO_BOOLEAN]
PlayerName = Annotated[str, Field(min_length=1, max_length=40, pattern=f"^{PLAYER_NAME.pattern}$")]


class EnvOptions(RequestBody):
    """The options of a world."""

    time_max: Annotated[int, Field(ge=1, le=1_000_000), NO_BOOLEAN] = 20_000
    reward_mode: Literal["shaped", "sparse"] = "shaped"
    pirates: bool = True
    fractures: bool = True
    scan_noise: bool = True
    price_impact: bool = True
    market_shocks: bool = True


class PlayStart(RequestBody):
    """Which world to play in; `actions` are taken at once, to take over from a replay."""

    seed: Decimal64 | None = None
    """Drawn by the server where there is none."""
    episode: Decimal64 = "0"
    options: EnvOptions = EnvOptions()
    player: PlayerName = "human"
    actions: list[ActionIndex] = Field(default_factory=list, max_length=SESSION_STEPS_MAX)


class PlayAction(RequestBody):
    """One step to take."""

    action: ActionIndex
    at_step: Annotated[int, Field(ge=0), NO_BOOLEAN] | None = None
    """How many steps were taken before, to find a step that was sent twice."""


class PlayReset(RequestBody):
    """Which episode to start; the next one of the same seed where nothing is said."""

    seed: Decimal64 | None = None
    episode: Decimal64 | None = None


class PlayUndo(RequestBody):
    """How many steps to keep."""

    to_step: Annotated[int, Field(ge=0), NO_BOOLEAN]


class PlayTurn(Model):
    """A session after a step."""

    session_id: str
    num_steps: int
    has_ended: bool
    legal_actions: list[int]
    frame: Frame


class PlaySession(PlayTurn):
    """A session, whole."""

    seed: str
    episode: str
    options: EnvOptions
    player: str
    is_practice: bool
    """Whether steps were taken back."""
    idle_s_max: float
    """The session is closed when it was not used for so long."""
    num_evicted: int
    """Sessions that were closed to make room for this one."""
    belt: list[Node]
