"""Models of play sessions."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, create_model

from envcore import spec
from playserver.ids import PLAYER_NAME
from playserver.models.base import NO_BOOLEAN, Decimal64, Model, RequestBody
from playserver.models.replays import Frame, Node

SESSION_STEPS_MAX: Final = spec.ENV_TIME_MAX[spec.ENV_ID]
"""Most actions that a session can start with: a standard episode, a tick or more per step."""

ActionIndex = Annotated[int, Field(ge=0, lt=spec.N_ACTIONS), NO_BOOLEAN]
PlayerName = Annotated[str, Field(min_length=1, max_length=40, pattern=f"^{PLAYER_NAME.pattern}$")]


def _field_of(option: spec.OptionSpec) -> tuple[Any, Any]:
    """Return type and field of an option, as the spec declares it."""
    kinds: dict[str, Any] = {
        "bool": bool,
        "choice": Literal.__getitem__(option.choices),
        "int": Annotated[int, Field(ge=option.low, le=option.high), NO_BOOLEAN],
    }
    return kinds[option.type], Field(default=option.default, description=option.doc)


_FIELDS: Final[dict[str, Any]] = {option.name: _field_of(option) for option in spec.OPTIONS}
_SpecOptions: Any = create_model("_SpecOptions", __base__=RequestBody, **_FIELDS)


class EnvOptions(_SpecOptions):
    """The options of a world."""


class WorldQuery(_SpecOptions):
    """A world: its seed, episode and options."""

    seed: Decimal64
    episode: Decimal64 = "0"


class PlayStart(RequestBody):
    """The world of a new session, and actions to take at once, as from a replay."""

    seed: Decimal64 | None = None
    """Chosen at random by default."""
    episode: Decimal64 = "0"
    options: EnvOptions = EnvOptions()
    player: PlayerName = "human"
    actions: list[ActionIndex] = Field(default_factory=list, max_length=SESSION_STEPS_MAX)


class PlayAction(RequestBody):
    """One step to take."""

    action: ActionIndex
    at_step: Annotated[int, Field(ge=0), NO_BOOLEAN] | None = None
    """Number of steps taken before; detects a step that is sent twice."""


class PlayReset(RequestBody):
    """The episode to start; by default the next one of the same seed."""

    seed: Decimal64 | None = None
    episode: Decimal64 | None = None


class PlayUndo(RequestBody):
    """Number of steps to keep."""

    to_step: Annotated[int, Field(ge=0), NO_BOOLEAN]


class PlayTurn(Model):
    """A session after a step."""

    session_id: str
    num_steps: int
    has_ended: bool
    legal_actions: list[int]
    frame: Frame


class PlaySession(PlayTurn):
    """A whole session."""

    seed: str
    episode: str
    options: EnvOptions
    player: str
    is_practice: bool
    """Whether steps were undone."""
    idle_s_max: float
    """Seconds without a request after which the session is closed."""
    num_evicted: int
    """Sessions that were closed to make room for this one."""
    belt: list[Node]
