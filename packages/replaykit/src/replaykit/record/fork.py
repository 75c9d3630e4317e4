"""Forking: recording another continuation of a replay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from replaykit.errors import ReplayError
from replaykit.format.header import BLOCK_STEPS_DEFAULT
from replaykit.format.provenance import Parent, Provenance
from replaykit.format.replay import Replay
from replaykit.record.recorder import EpisodeRecorder
from replaykit.simulate.timeline import Timeline


def fork(
    replay: Replay,
    step: int,
    provenance: Provenance,
    *,
    block_steps: int = BLOCK_STEPS_DEFAULT,
    path: Path | str | None = None,
) -> EpisodeRecorder:
    """Return a recorder that continues a replay after some of its steps.

    The recorder's `env` is where those steps lead. The new replay starts from that state and
    names the given one as its parent.

    Args:
        replay: The parent.
        step: Number of its steps before the fork, 0..number of actions.
        provenance: Who plays on; its parent is filled in here and must be None.
        block_steps: Steps between two state digests.
        path: File of the new replay; see EpisodeRecorder.

    Raises:
        ReplayError: There is no such step, the episode has ended there, or a parent is given.
    """
    if provenance.parent is not None:
        raise ReplayError("provenance.parent is set, expected None: fork() fills it in")
    env = Timeline(replay).env_at(step)
    if env.has_ended:
        raise ReplayError(f"the episode has ended at step {step}: fork at an earlier step")
    provenance = replace(provenance, parent=parent_at(replay, step))
    return EpisodeRecorder(env, provenance, block_steps=block_steps, path=path)


def parent_at(replay: Replay, step: int) -> Parent:
    """Return what a header states of the replay that it starts from."""
    return Parent(digest=replay.content_digest if replay.is_whole else None, step=step)
