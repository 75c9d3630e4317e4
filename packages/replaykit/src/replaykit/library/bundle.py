"""Leaderboard bundles: replays of an evaluation and their table in one zip file."""

from __future__ import annotations

import json
import os
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Final

from replaykit.errors import DamagedReplayError, ReplayError
from replaykit.files import growing_file
from replaykit.format.replay import Replay
from replaykit.library.bundle_table import (
    EPISODES_MAX,
    Episode,
    episode_of,
    file_name,
    order_of,
    table_of,
)
from replaykit.library.episode_fault import episode_fault
from replaykit.library.json_difference import first_difference
from replaykit.simulate.verify import Verdict

TABLE_NAME: Final = "bundle.json"
TABLE_BYTES_MAX: Final = 2**26
REPLAY_BYTES_MAX: Final = 2**24

# What zipfile raises for a damaged file: also for names that are not UTF-8, impossible offsets, and
# (NotImplementedError) unknown compression or encryption.
_ZIP_ERRORS: Final = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, struct.error),
    *(NotImplementedError, EOFError, ValueError, OverflowError),
)
_EPOCH: Final = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the earliest time of the zip format: bytes must not depend on a clock

Progress = Callable[[int], None]


def write_bundle(
    replays: Iterable[Path], out: Path | str, *, progress: Progress = lambda _: None
) -> dict[str, Any]:
    """Pack replays with their table; the same replays give the same bytes.

    Args:
        replays: Files of whole episodes, from reset to end, all with the same options.
        out: The bundle, a zip file.
        progress: Called with 1 for every simulated replay.

    Returns:
        The table.

    Raises:
        ReplayError: A replay is not true, has other options or is there twice. Nothing is written.
    """
    read: list[tuple[Episode, bytes]] = []
    for path in replays:
        data = path.read_bytes()
        read.append((_checked_episode(data, str(path)), data))
        progress(1)
    read.sort(key=lambda pair: order_of(pair[0]))
    table = table_of([episode for episode, _ in read])
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
        source: A path, or an open file that can seek.
        num_threads: Number of threads; that of the processors by default.
        progress: Called with 1 for every simulated replay.

    Raises:
        ReplayError: The file is not a bundle, or a replay in it cannot be read.
        OSError: The file cannot be read.
    """
    with _opened(source) as archive:
        stated, names = _read_table(archive)
        found = _judge_all(archive, names, num_threads, progress)
    episodes = []
    for episode in found:
        if isinstance(episode, str):
            return Verdict(False, episode)
        episodes.append(episode)
    try:
        table = table_of(episodes)
    except ReplayError as error:
        return Verdict(False, str(error))
    if difference := first_difference(stated, json.loads(json.dumps(table))):
        return Verdict(False, f"{TABLE_NAME}: {difference}")
    steps = sum(episode.facts["steps"] for episode in episodes)
    return Verdict(True, f"true: {len(episodes)} episodes, {steps} steps")


def read_table(source: Path | str | BinaryIO) -> dict[str, Any]:
    """Return the table that a bundle states, without simulating its replays.

    Args:
        source: A path, or an open file that can seek.

    Raises:
        ReplayError: The file is not a bundle.
        OSError: The file cannot be read.
    """
    with _opened(source) as archive:
        table, _ = _read_table(archive)
    if not isinstance(table, dict):
        raise DamagedReplayError(f"{TABLE_NAME}: not an object")
    return table


def read_member(source: Path | str | BinaryIO, number: int) -> bytes:
    """Return the bytes of the replay with this number, counted from 0.

    Raises:
        ReplayError: The file is not a bundle, or has no such replay.
        OSError: The file cannot be read.
    """
    with _opened(source) as archive:
        try:
            return _read_member(archive, file_name(number), REPLAY_BYTES_MAX)
        except KeyError:
            raise ReplayError(f"the bundle has no {file_name(number)}") from None


@contextmanager
def _opened(source: Path | str | BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except ReplayError:
        raise
    except _ZIP_ERRORS as error:
        raise DamagedReplayError(f"not a bundle: {error}") from None


def _judge_all(
    archive: zipfile.ZipFile, names: list[str], num_threads: int | None, progress: Progress
) -> list[Episode | str]:
    """Simulate the replays in threads; return what each proves, or why it is not true."""
    lock = Lock()

    def judge(name: str) -> Episode | str:
        with lock:  # zipfile is not thread-safe; also bounds the memory to a replay per thread
            data = _read_member(archive, name, REPLAY_BYTES_MAX)
        return _judged_episode(data, name)

    found = []
    with ThreadPoolExecutor(num_threads or os.cpu_count() or 1) as pool:
        for episode in pool.map(judge, names):
            found.append(episode)
            progress(1)
    return found


def _read_table(archive: zipfile.ZipFile) -> tuple[Any, list[str]]:
    """Return the stated table and the names of the replays, in their order."""
    names = archive.namelist()
    expected = [TABLE_NAME, *map(file_name, range(len(names) - 1))]
    if names != expected or not 1 < len(names) <= EPISODES_MAX + 1:
        raise DamagedReplayError(
            f"not a bundle: expected {TABLE_NAME} and {file_name(0)}, ... in their order"
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


def _judged_episode(data: bytes, name: str) -> Episode | str:
    """Return what a replay proves, or why it proves nothing."""
    try:
        replay = Replay.from_bytes(data)
    except ReplayError as error:
        raise type(error)(f"{name}: {error}") from None
    if fault := episode_fault(replay):
        return f"{name} {fault}"
    return episode_of(replay)


def _checked_episode(data: bytes, name: str) -> Episode:
    episode = _judged_episode(data, name)
    if isinstance(episode, str):
        raise ReplayError(episode)
    return episode
