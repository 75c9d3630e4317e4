"""Resuming a recording that was interrupted, without ever risking what it holds.

`resume` moves `<name>.part` to `<name>.part.kept`, repeats its steps into a new `<name>.part`, and
deletes the kept file once the new one holds as many steps. Interrupted itself, it leaves both
files; the next `resume` reads the longer one and overwrites only the shorter.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from replaykit.errors import ReplayError, TruncatedReplayError
from replaykit.files import rename
from replaykit.format.replay import Replay
from replaykit.record.partial_file import PartialFile, kept_path, partial_path
from replaykit.record.recorder import EpisodeRecorder
from replaykit.simulate.timeline import Timeline


def resume(path: Path | str) -> EpisodeRecorder:
    """Continue an interrupted recording from its last intact block.

    Args:
        path: Name that the finished file will have; `<name>.part` is read.

    Returns:
        A recorder whose `env` is where that block ends.

    Raises:
        ReplayError: The recording cannot be read or does not verify, or two different ones lie
            there. Both files stay as they are.
        OSError: There is no recording, or the file cannot be written.
    """
    path = Path(path)
    source, before = _longest_recording(path)
    timeline = Timeline(before)
    num_steps = len(before.actions)
    digest = timeline.env_at(num_steps).state_digest()
    if before.blocks and digest != before.blocks[-1].state_digest:
        raise ReplayError(
            f"{source}: cannot resume, its last block states another world than its actions give"
        )
    if source != kept_path(path):
        rename(source, kept_path(path))
    recorder = EpisodeRecorder(
        timeline.env_at(0),
        before.header.provenance,
        block_steps=before.header.block_steps,
        path=PartialFile(path, kept_steps=num_steps),
    )
    recorder.run(before.actions.astype(np.int64))
    return recorder


def _longest_recording(path: Path) -> tuple[Path, Replay]:
    """Return the longer one of `.part` and `.part.kept`; the other is a beginning of it."""
    partial, kept = partial_path(path), kept_path(path)
    if not kept.exists():
        return partial, Replay.read(partial, allow_cut=True)
    kept_replay = Replay.read(kept, allow_cut=True)
    replay = _repeated_so_far(partial, kept)
    if replay is None:
        return kept, kept_replay
    pair = [(kept, kept_replay), (partial, replay)]
    (_, shorter), longer = sorted(pair, key=lambda found: len(found[1].actions))
    if not _is_beginning_of(shorter, longer[1]):
        raise ReplayError(
            f"{partial} and {kept.name} are recordings of different episodes: "
            "move away the one that is not to be resumed"
        )
    return longer


def _repeated_so_far(partial: Path, kept: Path) -> Replay | None:
    """Return what an interrupted `resume` had written; None if it had not written the header."""
    if not partial.exists() or partial.stat().st_size == 0:
        return None
    try:
        return Replay.read(partial, allow_cut=True)
    except TruncatedReplayError:
        return None
    except ReplayError as error:
        raise type(error)(f"{partial}: {error}. Move it away to resume from {kept.name}") from None


def _is_beginning_of(shorter: Replay, longer: Replay) -> bool:
    """Return whether a replay records the first steps of another."""
    is_same_start = (shorter.header, shorter.state) == (longer.header, longer.state)
    beginning = longer.actions[: len(shorter.actions)]
    return is_same_start and bool(np.array_equal(shorter.actions, beginning))
