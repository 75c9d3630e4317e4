"""Replays made from replays: a range of steps, or several put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

import envcore
from replaykit.errors import ReplayError
from replaykit.format.content import Actions
from replaykit.format.provenance import Player, Provenance
from replaykit.format.replay import Replay
from replaykit.record.fork import parent_at
from replaykit.record.recorder import EpisodeRecorder
from replaykit.simulate.environment import env_at_start
from replaykit.simulate.timeline import Timeline


def cut(replay: Replay, start: int = 0, stop: int | None = None) -> Replay:
    """Return the steps start..stop as a whole replay of the same player.

    If start is not 0, the new replay starts from a state and names the given one as its parent.
    A replay that was cut off becomes a whole one.

    Args:
        replay: A replay, whole or cut off.
        start: First step to keep, 0..number of actions.
        stop: First step not to keep; the number of actions by default.

    Raises:
        ReplayError: A bound is out of range.
    """
    count = len(replay.actions)
    stop = count if stop is None else stop
    if not 0 <= start <= stop <= count:
        raise ReplayError(f"start is {start} and stop is {stop}, expected 0..{count} in order")
    provenance = replay.header.provenance
    if start > 0:
        provenance = replace(provenance, parent=parent_at(replay, start))
    env = Timeline(replay).env_at(start)
    return _recorded(env, provenance, replay.header.block_steps, replay.actions[start:stop])


def concat(parts: Sequence[Replay], *, player: Player | None = None) -> Replay:
    """Join replays, each of which starts in the state in which the previous one ends.

    Args:
        parts: One replay or more; the first gives start, parent and block size.
        player: Player of the whole; required if the parts have different ones.

    Raises:
        ReplayError: There is no part, two parts do not fit, or the players differ.
    """
    if not parts:
        raise ReplayError("parts is empty, expected one replay or more")
    first = parts[0].header
    for number, (before, after) in enumerate(pairwise(parts), start=1):
        if Timeline(before).state_at(len(before.actions)) != Timeline(after).state_at(0):
            raise ReplayError(f"part {number} does not start where part {number - 1} ends")
        if player is None and after.header.player != first.player:
            raise ReplayError(
                f"part {number} was played by {after.header.player.name!r}, part 0 by "
                f"{first.player.name!r}: give the player of the whole"
            )
    provenance = first.provenance
    if player is not None:
        provenance = replace(provenance, player=player, training=None)
    actions = np.concatenate([part.actions for part in parts])
    return _recorded(env_at_start(parts[0]), provenance, first.block_steps, actions)


def _recorded(
    env: envcore.AsteroidProspectorEnv, provenance: Provenance, block_steps: int, actions: Actions
) -> Replay:
    """Return the replay of these actions from the environment's state on."""
    recorder = EpisodeRecorder(env, provenance, block_steps=block_steps)
    taken = recorder.run(actions.astype(np.int64))
    if taken < len(actions):
        raise ReplayError(f"the episode ends at step {taken}, but the replay has more steps")
    return recorder.finish()
