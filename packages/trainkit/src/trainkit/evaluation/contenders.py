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
from trainkit.clairvoyant import SEERS
from trainkit.envs.episodes import Kind
from trainkit.errors import TrainkitError
from trainkit.evaluation.sources import find_source, form_of, name_of, worlds_of_source
from trainkit.files import printable
from trainkit.runs.storage import is_url, local_copy

REPLAY_PREFIX: Final = "replay:"


@dataclass(frozen=True)
class Contender:
    """A row: a bot, a player that sees hidden state, a replay, or policies of training seeds."""

    name: str
    kind: Kind
    sources: tuple[str, ...]
    """A replay's file, or what `trainkit.evaluation.sources` loads."""


def parse_contenders(texts: Sequence[str], *, trusts: bool = False) -> list[Contender]:
    """Return the players that a command line names.

    Args:
        texts: Its arguments.
        trusts: Whether zips of Stable-Baselines3 may be loaded.

    Raises:
        TrainkitError: A text names no player, or two have one name.
    """
    contenders = [_parse(text, trusts=trusts) for text in texts]
    names = [contender.name for contender in contenders]
    for name in names:
        if names.count(name) > 1:
            raise TrainkitError(
                f"player {name} is given twice, expected different names, as in NAME=RUN"
            )
    return contenders


def _parse(text: str, *, trusts: bool) -> Contender:
    if text.startswith(REPLAY_PREFIX):
        file = text.removeprefix(REPLAY_PREFIX)
        path = local_copy(file) if is_url(file) else Path(file)
        if not path.is_file():
            raise TrainkitError(f"player {text}: expected a replay file")
        return Contender(printable(f"{REPLAY_PREFIX}{path.stem}"), "replay", (str(path),))
    name, equals, listed = text.partition("=")
    if not equals or Path(text).exists():
        source = find_source(text, text, trusts=trusts)
        return Contender(printable(name_of(source)), _kind_of(source), (source,))
    if name in BOTS or name in SEERS:
        raise TrainkitError(f"player {text}: {name} is the name of a bot, expected another name")
    sources = tuple(find_source(part, text, trusts=trusts) for part in listed.split(","))
    kinds = {_kind_of(source) for source in sources}
    if kinds & {"bot", "clairvoyant"} and len(sources) > 1:
        raise TrainkitError(f"player {text}: expected one bot, or policies of several runs")
    return Contender(printable(name), kinds.pop(), sources)


def _kind_of(source: str) -> Kind:
    form = form_of(source)
    if form == "clairvoyant":
        return "clairvoyant"
    return "bot" if form in {"bot", "own bot"} else "policy"


def worlds_of(contender: Contender) -> list[envcore.EnvConfig]:
    """Return the options of the worlds that a player was made for; bots play all worlds.

    Raises:
        TrainkitError: Files are missing or damaged.
    """
    if contender.kind == "replay":
        return [read_replay(Path(contender.sources[0])).header.config]
    found = [worlds_of_source(source) for source in contender.sources]
    return [worlds for worlds in found if worlds is not None]


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
