"""The shapes of playing, of streams and of kept replays; the rest are in models.py."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from envcore import spec
from playserver.models import Frame, Model, Node

SEED_MAX: Final = 2**64 - 1
SESSION_STEPS_MAX: Final = 20_000
"""Actions that a session may be started with."""
STREAM_FRAMES_PER_S_MAX: Final = 240


def _decimals_up_to(largest: int) -> str:
    """Return a pattern of the decimal numbers 0..largest: the description tells the range."""
    digits = str(largest)
    shorter = f"0|[1-9][0-9]{{0,{len(digits) - 2}}}"
    lower = [
        f"{digits[:i]}[{1 if i == 0 else 0}-{int(digits[i]) - 1}][0-9]{{{len(digits) - i - 1}}}"
        for i in range(len(digits))
        if int(digits[i]) > (1 if i == 0 else 0)
    ]
    return f"^({'|'.join([shorter, *lower, digits])})$"


def _no_boolean(value: object) -> object:
    """Refuse what pydantic would take for 0 or 1."""
    if isinstance(value, bool):
        raise ValueError("expected a number, not true or false")  # pydantic's
    return value


NO_BOOLEAN: Final = BeforeValidator(_no_boolean)
Decimal64 = Annotated[str, Field(pattern=_decimals_up_to(SEED_MAX))]
"""A number in 0..2^64-1 as a decimal string."""
ActionIndex = Annotated[int, Field(ge=0, lt=spec.N_ACTIONS), NO_BOOLEAN]
PLAYER_NAME: Final = re.compile("[^\\x00-\\x1f\\x7f-\\x9f\u2028-\u202e\u2066-\u2069]{1,40}")
"""Without control characters and what turns the direction of writing."""
PlayerName = Annotated[str, Field(min_length=1, max_length=40, pattern=f"^{PLAYER_NAME.pattern}$")]


class Asked(Model):
    """What a client sends: a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid")


class EnvOptions(Asked):
    """The options of a world."""

    time_max: Annotated[int, Field(ge=1, le=1_000_000), NO_BOOLEAN] = 20_000
    reward_mode: Literal["shaped", "sparse"] = "shaped"
    pirates: bool = True
    fractures: bool = True
    scan_noise: bool = True
    price_impact: bool = True
    market_shocks: bool = True


class PlayStart(Asked):
    """Which world to play in; `actions` are taken at once, to take over from a replay."""

    seed: Decimal64 | None = None
    """Drawn by the server where there is none."""
    episode: Decimal64 = "0"
    options: EnvOptions = EnvOptions()
    player: PlayerName = "human"
    actions: list[ActionIndex] = Field(default_factory=list, max_length=SESSION_STEPS_MAX)


class PlayAction(Asked):
    """One step to take."""

    action: ActionIndex
    at_step: Annotated[int, Field(ge=0), NO_BOOLEAN] | None = None
    """How many steps were taken before, to find a step that was sent twice."""


class PlayReset(Asked):
    """Which episode to start; the next one of the same seed where nothing is said."""

    seed: Decimal64 | None = None
    episode: Decimal64 | None = None


class PlayUndo(Asked):
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


class KeptReplay(Model):
    """A replay that the server keeps itself; its id is its content digest."""

    replay_id: str
    board: Literal["standard", "short"] | None
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


class KeptReplayList(Model):
    """Replays that the server keeps; `total` is how many there are before paging."""

    total: int
    replays: list[KeptReplay]


class StreamCommand(Asked):
    """What a viewer of a stream wants from now on; what it leaves out stays as it is."""

    step: Annotated[int, Field(ge=0), NO_BOOLEAN] | None = None
    """Where to go on."""
    stride: Annotated[int, Field(ge=1), NO_BOOLEAN] | None = None
    frames_per_s: Annotated[float, Field(gt=0, le=STREAM_FRAMES_PER_S_MAX)] | None = None
    playing: bool | None = None


class StreamMessage(Model):
    """A frame, or that there are no more until the viewer goes elsewhere."""

    kind: Literal["frame", "end"]
    total: int
    """Frames of the replay."""
    frame: Frame | None = None
