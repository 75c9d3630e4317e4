"""Leaderboard bundles: the replays of an evaluation with its table, checked by simulation."""

from __future__ import annotations

import json
import math
import os
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Final

from envcore import spec
from replaykit.errors import DamagedReplayError, ReplayError
from replaykit.files import growing_file
from replaykit.format.replay import Replay
from replaykit.simulate.verify import Verdict, verify

TABLE_NAME: Final = "bundle.json"
EPISODES_MAX: Final = 100_000
TABLE_BYTES_MAX: Final = 2**26
REPLAY_BYTES_MAX: Final = 2**24
SCHEMA: Final = 1

# what zipfile lets out of a damaged file: of names that are no UTF-8, impossible offsets and, the
# NotImplementedError, compression or encryption that it does not know
_ZIP_ERRORS: Final = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, struct.error),
    *(NotImplementedError, EOFError, ValueError, OverflowError),
)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say: no clock in it

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Episode:
    """What the table says of one replay."""

    content_digest: str
    player: dict[str, Any]
    training: dict[str, Any] | None
    options: dict[str, Any]
    seed: int
    episode: int
    facts: dict[str, Any]


def write_bundle(
    replays: Iterable[Path], out: Path | str, *, progress: Progress = lambda _: None
) -> dict[str, Any]:
    """Pack replays and their table; the same replays give the same bytes.

    Args:
        replays: Files of whole, true replays that start from a reset, all with the same options.
        out: The bundle, a zip file.
        progress: Called with 1 for every replay that was simulated.

    Returns:
        The table.

    Raises:
        ReplayError: One is not true, not comparable or there twice; nothing is written then.
    """
    read = []
    for path in replays:
        data = path.read_bytes()
        read.append((_checked_episode(data, str(path)), data))
        progress(1)
    read.sort(key=lambda pair: _order_of(pair[0]))
    table = _table_of([episode for episode, _ in read])
    with growing_file(out) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        text = json.dumps(table, sort_keys=True, indent=1, allow_nan=False) + "\n"
        archive.writestr(zipfile.ZipInfo(TABLE_NAME, _EPOCH), text)
        for row, (_, data) in zip(table["episodes"], read, strict=True):
            archive.writestr(zipfile.ZipInfo(row["file"], _EPOCH), data)
    return table


def verify_bundle(
    source: Path | str | BinaryIO,
    *,
    num_threads: int | None = None,
    progress: Progress = lambda _: None,
) -> Verdict:
    """Simulate all replays of a bundle again, natively in parallel, and recompute its table.

    Args:
        source: A file, or an open one that can seek.
        num_threads: As many as there are processors by default.
        progress: Called with 1 for every replay that was simulated.

    Raises:
        ReplayError: It is no bundle, or a replay in it can not be read.
        OSError: The file can not be read.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            stated, names = _read_table(archive)
            lock = Lock()

            def judge(name: str) -> _Episode | str:
                with lock:  # one reader of the file; no more is held than threads can judge
                    data = _read_member(archive, name, REPLAY_BYTES_MAX)
                return _judged_episode(data, name)

            found = []
            with ThreadPoolExecutor(num_threads or os.cpu_count() or 1) as pool:
                for episode in pool.map(judge, names):
                    found.append(episode)
                    progress(1)
    except ReplayError:
        raise
    except _ZIP_ERRORS as error:
        raise DamagedReplayError(f"not a bundle: {error}") from None
    for episode in found:
        if isinstance(episode, str):
            return Verdict(False, episode)
    episodes = [episode for episode in found if isinstance(episode, _Episode)]
    try:
        table = _table_of(episodes)
    except ReplayError as error:
        return Verdict(False, str(error))
    if difference := first_difference(stated, json.loads(json.dumps(table))):
        return Verdict(False, f"{TABLE_NAME}: {difference}")
    steps = sum(episode.facts["steps"] for episode in episodes)
    return Verdict(True, f"true: {len(episodes)} episodes, {steps} steps")


def first_difference(stated: Any, found: Any, path: str = "") -> str:
    """Say where two JSON values first differ, or nothing."""
    if type(stated) is not type(found):
        return f"{path or 'it'} is stated as {stated!r}, the replays give {found!r}"
    if isinstance(stated, dict) and stated.keys() == found.keys():
        pairs = [(f"{path}.{key}".lstrip("."), stated[key], found[key]) for key in stated]
    elif isinstance(stated, list) and len(stated) == len(found):
        pairs = [(f"{path}[{i}]", *pair) for i, pair in enumerate(zip(stated, found, strict=True))]
    elif repr(stated) == repr(found):  # to the bit: 0.0 equals -0.0
        return ""
    else:
        return f"{path or 'it'} is stated as {str(stated)[:80]}, the replays give {str(found)[:80]}"
    return next((text for p, a, b in pairs if (text := first_difference(a, b, p))), "")


def _read_table(archive: zipfile.ZipFile) -> tuple[Any, list[str]]:
    """Return the table and the names of the replays, in their order."""
    names = archive.namelist()
    expected = [TABLE_NAME, *map(_file_name, range(len(names) - 1))]
    if names != expected or not 1 < len(names) <= EPISODES_MAX + 1:
        raise DamagedReplayError(
            f"not a bundle: expected {TABLE_NAME} and {_file_name(0)}, ... in their order"
        )
    try:
        table = json.loads(_read_member(archive, TABLE_NAME, TABLE_BYTES_MAX))
    except (ValueError, RecursionError) as error:
        if isinstance(error, ReplayError):
            raise
        raise DamagedReplayError(f"{TABLE_NAME}: not JSON") from None
    return table, names[1:]


def _read_member(archive: zipfile.ZipFile, name: str, size_max: int) -> bytes:
    info = archive.getinfo(name)
    if info.compress_type != zipfile.ZIP_STORED or info.file_size > size_max:
        raise DamagedReplayError(
            f"{name}: {info.file_size} bytes, expected at most {size_max}, not compressed"
        )
    try:
        with archive.open(info) as member:
            return member.read(size_max)
    except (RuntimeError, ValueError, OSError) as error:  # encrypted, or an impossible offset
        raise DamagedReplayError(f"{name}: {error}") from None


def _judged_episode(data: bytes, name: str) -> _Episode | str:
    """Return what a replay proves, or why it is not true."""
    try:
        replay = Replay.from_bytes(data)
    except ReplayError as error:
        raise type(error)(f"{name}: {error}") from None
    verdict = verify(replay)
    if not verdict.is_true:
        return f"{name} is not true: {verdict.message}"
    header, result = replay.header, replay.result
    assert result is not None
    if header.start != "reset" or result.end_cause is None:
        return f"{name}: expected an episode from its reset to its end"
    return _Episode(
        content_digest=replay.content_digest,
        player=asdict(header.player),
        training=asdict(header.training) if header.training else None,
        options=header.config.to_dict(),
        seed=header.seed,
        episode=header.episode,
        facts={
            "return": result.total,
            "net_profit": result.net_profit,
            "steps": result.steps,
            "ticks": result.ticks,
            "end_cause": result.end_cause,
        },
    )


def _checked_episode(data: bytes, name: str) -> _Episode:
    episode = _judged_episode(data, name)
    if isinstance(episode, str):
        raise ReplayError(episode)
    return episode


def _player_key(episode: _Episode) -> str:
    """Return what tells players apart and orders them: canonical JSON, as in a header."""
    who = [episode.player, episode.training]
    return json.dumps(who, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _order_of(episode: _Episode) -> tuple[str, int, int]:
    return _player_key(episode), episode.seed, episode.episode


def _file_name(number: int) -> str:
    return f"replays/{number:06d}.abr"


def _table_of(episodes: Sequence[_Episode]) -> dict[str, Any]:
    """Return the table of episodes in their order.

    Raises:
        ReplayError: They can not stand in one table.
    """
    if not 1 <= len(episodes) <= EPISODES_MAX:
        raise ReplayError(f"a bundle has 1..{EPISODES_MAX} replays, not {len(episodes)}")
    keys = [_order_of(episode) for episode in episodes]
    if keys != sorted(keys):
        raise ReplayError("the replays are not in the order of players, seeds and episodes")
    players: dict[str, list[_Episode]] = {}
    for key, before, episode in zip(keys, [None, *keys], episodes, strict=False):
        if key == before:
            raise ReplayError(
                f"seed {episode.seed}, episode {episode.episode} is there twice for one player"
            )
        if episode.options != episodes[0].options:
            raise ReplayError(f"the replay of seed {episode.seed} has other options than the first")
        players.setdefault(_player_key(episode), []).append(episode)
    order = list(players)
    return {
        "schema": SCHEMA,
        "env_id": spec.ENV_ID,
        "spec_digest": spec.SPEC_DIGEST,
        "options": episodes[0].options,
        "is_paired": len({tuple((e.seed, e.episode) for e in own) for own in players.values()})
        == 1,
        "players": [_summary(own) for own in players.values()],
        "episodes": [
            {
                "file": _file_name(number),
                "content_digest": episode.content_digest,
                "player": order.index(_player_key(episode)),
                "seed": str(episode.seed),
                "episode": str(episode.episode),
                **episode.facts,
            }
            for number, episode in enumerate(episodes)
        ],
    }


def _summary(episodes: list[_Episode]) -> dict[str, Any]:
    def column(name: str) -> list[Any]:
        return [episode.facts[name] for episode in episodes]

    lost = sum(cause in ("destroyed", "stranded") for cause in column("end_cause"))
    return {
        **episodes[0].player,
        "training": episodes[0].training,
        "episodes": len(episodes),
        "return": _statistics(column("return")),
        "net_profit": _statistics(column("net_profit")),
        "survival": (len(episodes) - lost) / len(episodes),
        "steps": _mean(column("steps")),
        "ticks": _mean(column("ticks")),
    }


def _statistics(values: list[float]) -> dict[str, float]:
    """Return mean, median and interquartile mean; the last leaves out n // 4 at each end."""
    ordered, n = sorted(values), len(values)
    middle = ordered[(n - 1) // 2 : n // 2 + 1]
    return {
        "mean": _mean(values),
        "median": _mean(middle),
        "iqm": _mean(ordered[n // 4 : n - n // 4]),
    }


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)  # the rounded exact sum: the same on every machine
