"""The players of a comparison, as a command line names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import envcore
import replaykit
from replaykit.library import episode_fault
from trainkit.bots import BOTS
from trainkit.envs.episodes import Kind, Player
from trainkit.errors import TrainkitError
from trainkit.runs.checkpoint import read_checkpoint, stored_config
from trainkit.runs.paths import checkpoint_folder, is_run_or_checkpoint, policy_name
from trainkit.runs.storage import is_url, local_copy

REPLAY_PREFIX: Final = "replay:"
_EXPECTED: Final = (
    "a run folder, a checkpoint, several of them as NAME=RUN,RUN, replay:FILE, or a bot: "
    + ", ".join(BOTS)
)


@dataclass(frozen=True)
class Contender:
    """A row of the table: a bot, a replay, or the policies of one or more training seeds."""

    name: str
    kind: Kind
    sources: tuple[str, ...]
    """A bot's name, a replay's file, or folders of runs or checkpoints."""


def parse_contenders(texts: Sequence[str]) -> list[Contender]:
    """Return the players that a command line names.

    Raises:
        TrainkitError: A text names no player, or two have one name.
    """
    contenders = [_parse(text) for text in texts]
    names = [contender.name for contender in contenders]
    for name in names:
        if names.count(name) > 1:
            raise TrainkitError(
                f"player {name} is given twice, expected different names, as in NAME=RUN"
            )
    return contenders


def _parse(text: str) -> Contender:
    if text in BOTS:
        return Contender(text, "bot", (text,))
    if text.startswith(REPLAY_PREFIX):
        file = text.removeprefix(REPLAY_PREFIX)
        path = local_copy(file) if is_url(file) else Path(file)
        if not path.is_file():
            raise TrainkitError(f"player {text}: expected a replay file")
        return Contender(f"{REPLAY_PREFIX}{path.stem}", "replay", (str(path),))
    name, equals, listed = text.partition("=")
    if not equals or Path(text).is_dir():
        source = _folder(text, text)
        return Contender(policy_name(checkpoint_folder(Path(source))), "policy", (source,))
    if name in BOTS:
        raise TrainkitError(f"player {text}: {name} is the name of a bot, expected another name")
    return Contender(name, "policy", tuple(_folder(s, text) for s in listed.split(",")))


def _folder(source: str, text: str) -> str:
    path = local_copy(source) if is_url(source) else Path(source)
    if not is_run_or_checkpoint(path):
        raise TrainkitError(f"player {text}: expected {_EXPECTED}")
    return str(path)


def make_player(kind: Kind, source: str, *, deterministic: bool) -> Player:
    """Return the player of a bot or a policy; each process that plays makes its own.

    Raises:
        TrainkitError: Files of a policy are missing or damaged.
    """
    if kind == "bot":
        return BOTS[source]()
    import torch  # noqa: PLC0415  # takes seconds, and bots do not need it

    from trainkit.runs.load import load_player  # noqa: PLC0415

    torch.set_num_threads(1)  # more are slower on small batches
    return load_player(Path(source), deterministic=deterministic)[0]


def worlds_of(contender: Contender) -> list[envcore.EnvConfig]:
    """Return the options of the worlds that a player was made for; a bot plays all worlds.

    Raises:
        TrainkitError: Files are missing or damaged.
    """
    if contender.kind == "bot":
        return []
    if contender.kind == "replay":
        return [read_replay(Path(contender.sources[0])).header.config]
    folders = [checkpoint_folder(Path(source)) for source in contender.sources]
    configs = [stored_config(folder, read_checkpoint(folder)) for folder in folders]
    return [config.env.to_env_config() for config in configs]


def read_replay(path: Path) -> replaykit.Replay:
    """Return a replay that is complete, verified and starts at a reset.

    Raises:
        TrainkitError: It is not.
    """
    try:
        replay = replaykit.Replay.read(path)
    except replaykit.ReplayError as error:
        raise TrainkitError(f"replay {path}: {error}") from None
    if fault := episode_fault(replay, must_end=False):
        raise TrainkitError(f"replay {path} {fault}")
    return replay
