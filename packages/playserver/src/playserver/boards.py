"""The boards of the hall of fame: their names and the options of their worlds."""

from __future__ import annotations

from typing import Final, Literal

from envcore import EnvConfig, spec

Board = Literal["standard", "short"]
BOARDS: Final[dict[Board, EnvConfig]] = {
    "standard": EnvConfig(),
    "short": EnvConfig(time_max=spec.ENV_TIME_MAX["AsteroidProspectorShort-v1"]),
}
"""Only episodes with equal options can be compared; boards differ in their time budget."""


def board_of(config: EnvConfig) -> Board | None:
    """Return the board for a world's options; the reward mode does not matter."""
    options = config.to_dict()
    for name, of_board in BOARDS.items():
        if options | {"reward_mode": of_board.reward_mode} == of_board.to_dict():
            return name
    return None
