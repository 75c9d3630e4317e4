"""Episodes of installed bots on requested worlds, to compare replays with.

A bot comes from another package by an entry point (see `replaykit.record.players`) and plays in a
process of its own: an episode of 20,000 ticks takes some seconds of a core.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import envcore
from envcore import spec
from playserver.errors import BadRequestError, NotFoundError
from playserver.ids import shown
from playserver.replays.made_files import MadeFiles, run_python
from replaykit.record.players import player_names

TIME_MAX: Final = 5 * spec.ENV_TIME_MAX[spec.ENV_ID]
"""Longest time budget that a bot plays."""
_CODE: Final = "import sys; from replaykit.cli.main import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class World:
    """What determines a world: seed, episode and options."""

    seed: int
    episode: int
    config: envcore.EnvConfig

    @property
    def name(self) -> str:
        """Return a file name; the page forms the same one for a static site."""
        options = self.config.to_dict()
        switches = "".join(str(int(value)) for value in options.values() if isinstance(value, bool))
        budget, mode = options["time_max"], options["reward_mode"]
        return f"{self.seed}-{self.episode}-{budget}-{mode}-{switches}"


def bot_episode(files: MadeFiles, bot: str, world: World) -> Path:
    """Return the replay of a bot's episode, after playing it if it is not there.

    Raises:
        NotFoundError: No such bot is installed.
        BadRequestError: The time budget is too long.
        TooManyError: Too many episodes are waiting.
    """
    if bot not in player_names():
        names = ", ".join(player_names()) or "none: install trainkit"
        raise NotFoundError(f"no bot {shown(bot)} is installed here; installed: {names}")
    if world.config.time_max > TIME_MAX:
        raise BadRequestError(f"time_max is {world.config.time_max}, bots play 1..{TIME_MAX}")
    return files.path(f"{bot}-{world.name}.abr", lambda path: play(bot, world, path))


def play(bot: str, world: World, path: Path) -> None:
    """Let a bot play a world in another process and write the replay.

    Raises:
        PlayserverError: It failed; the message is that of the process.
    """
    options = world.config.to_dict().items()
    arguments = [f"--option={name}={json.dumps(value)}" for name, value in options]
    numbers = [f"--seed={world.seed}", f"--episode={world.episode}", f"--out={path}"]
    run_python(_CODE, ["play", bot, *numbers, *arguments], f"{bot} could not play")
