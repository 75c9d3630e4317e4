"""Playing the same seeds with every player, so that differences are paired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode

import envcore
import replaykit
from envcore import spec
from trainkit.envs.episodes import Episodes, Kind, Player

BATCH_WORLDS: Final = {"bot": 1024, "policy": 256, "replay": 1}
"""Worlds stepped together. A policy's products depend in their last bits on the size of the
batch, so that its batches are cut the same way wherever they are played."""

_METRICS = tuple(key.name for key in spec.INFO_KEYS)


def batches_of(seeds: Sequence[int], kind: Kind) -> Iterator[Sequence[int]]:
    """Yield the seeds in the batches in which a player of this kind plays them."""
    size = BATCH_WORLDS[kind]
    for begin in range(0, len(seeds), size):
        yield seeds[begin : begin + size]


def play_episodes(
    player: Player,
    seeds: Sequence[int],
    config: envcore.EnvConfig,
    *,
    kind: Kind,
    dice_seed: int = 0,
    keep_actions: bool = False,
) -> Episodes:
    """Play episode 0 of every seed, batch by batch.

    Args:
        player: Who plays.
        seeds: World seeds, 0..2^64-1.
        config: Options of the worlds.
        kind: `policy` or `bot`.
        dice_seed: For the player's own dice, which a batch throws afresh.
        keep_actions: Whether to return the actions, a byte each.
    """
    parts = [
        play_batch(player, batch, config, kind=kind, dice_seed=dice_seed, keep_actions=keep_actions)
        for batch in batches_of(seeds, kind)
    ]
    return Episodes.joined(parts)


def play_batch(
    player: Player,
    seeds: Sequence[int],
    config: envcore.EnvConfig,
    *,
    kind: Kind,
    dice_seed: int = 0,
    keep_actions: bool = False,
) -> Episodes:
    """Play episode 0 of every seed, all worlds stepped together; see play_episodes."""
    n = len(seeds)
    envs = envcore.AsteroidProspectorVectorEnv(
        n, **config.to_dict(), info="all", autoreset_mode=AutoresetMode.SAME_STEP, copy=False
    )
    player.reset(n, dice_of(seeds[0], dice_seed))
    observations, infos = envs.reset(seed=list(seeds))
    is_playing = np.ones(n, np.bool_)
    returns = np.zeros(n)
    steps = np.zeros(n, np.int64)
    taken: list[npt.NDArray[np.uint8]] = []
    last: dict[str, npt.NDArray[Any]] = {
        name: np.zeros(n, infos[name].dtype) for name in (*_METRICS, "end_cause")
    }
    while is_playing.any():
        actions = player.act(observations, infos["action_mask"])
        if keep_actions:
            taken.append(actions.astype(np.uint8))
        observations, rewards, terminated, truncated, infos = envs.step(actions)
        returns[is_playing] += rewards[is_playing]
        steps[is_playing] += 1
        ended = is_playing & (terminated | truncated)
        if ended.any():
            for name, values in last.items():
                values[ended] = infos["final_info"][name][ended]
            is_playing &= ~ended
    envs.close()
    columns = np.stack(taken, axis=1) if keep_actions else ()
    kept = tuple(row[:count].copy() for row, count in zip(columns, steps, strict=keep_actions))
    return Episodes(player.name, kind, tuple(seeds), returns, steps, last, kept)


def episode_of(
    replay: replaykit.Replay, player: str, kind: Kind, *, keep_actions: bool = False
) -> Episodes:
    """Return the episode that a replay holds, simulated again to its last info."""
    header = replay.header
    env = replaykit.env_at(header.config, header.seed, header.episode)
    steps, total = env.run(replay.actions.astype(np.int64), 0.0)
    info = env.info()
    cause = spec.EndCause[info["end_cause"].upper()] if "end_cause" in info else -1
    infos = {name: np.array([info[name]]) for name in _METRICS} | {"end_cause": np.array([cause])}
    kept = (replay.actions,) if keep_actions else ()
    return Episodes(player, kind, (header.seed,), np.array([total]), np.array([steps]), infos, kept)


def dice_of(first_seed: int, dice_seed: int) -> int:
    """Return the seed of the dice of a batch: they differ from batch to batch."""
    return (first_seed + dice_seed) % 2**32
