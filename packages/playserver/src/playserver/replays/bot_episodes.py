"""Episodes of installed bots on requested worlds, to compare replays with.

A bot comes from another package by an entry point (see `replaykit.record.players`) and plays in a
process of its own: an episode of 20,000 ticks takes some seconds of a core.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import envcore
from envcore import spec
from playserver.errors import BadRequestError, NotFoundError, PlayserverError, TooManyError
from playserver.ids import shown
from replaykit.record.players import player_names

TIME_MAX: Final = 5 * spec.ENV_TIME_MAX[spec.ENV_ID]
"""Longest time budget that a bot plays."""
WAITING_MAX: Final = 8
WAIT_S: Final = 30.0
PLAY_S_MAX: Final = 600.0
_COMMAND: Final = "import sys; from replaykit.cli.main import main; sys.exit(main())"


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


class BotEpisodes:
    """Plays bots, one episode at a time, and keeps the replays.

    Args:
        folder: Where replays are kept; None keeps them until the process ends.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._playing = threading.Lock()
        self._waiting = threading.Semaphore(WAITING_MAX)

    def path(self, bot: str, world: World) -> Path:
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
        path = self._own_folder() / f"{bot}-{world.name}.abr"
        if path.is_file():
            return path
        if not self._waiting.acquire(blocking=False):
            raise TooManyError(f"{WAITING_MAX} episodes of bots are waiting; retry later", WAIT_S)
        try:
            with self._playing:
                if not path.is_file():  # another request may have played it
                    play(bot, world, path)
        finally:
            self._waiting.release()
        return path

    def close(self) -> None:
        """Delete what is kept until the process ends."""
        if self._temporary is not None:
            self._temporary.cleanup()

    def _own_folder(self) -> Path:
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            return self._folder
        if self._temporary is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="playserver-bots-")
        return Path(self._temporary.name)


def play(bot: str, world: World, path: Path) -> None:
    """Let a bot play a world in another process and write the replay.

    Raises:
        PlayserverError: It failed; the message is that of the process.
    """
    options = world.config.to_dict().items()
    arguments = [f"--option={name}={json.dumps(value)}" for name, value in options]
    numbers = [f"--seed={world.seed}", f"--episode={world.episode}", f"--out={path}"]
    command = [sys.executable, "-c", _COMMAND, "play", bot, *numbers, *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PLAY_S_MAX, check=False
        )
    except subprocess.TimeoutExpired:
        raise PlayserverError(f"{bot} did not end its episode in {PLAY_S_MAX:.0f} s") from None
    if done.returncode != 0:
        raise PlayserverError(f"{bot} could not play: {done.stderr.strip()[-200:]}")
