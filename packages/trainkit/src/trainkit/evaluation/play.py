"""Playing seeds with a player: the same worlds for every player, so that differences are paired."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode

import envcore
import replaykit
from envcore import spec
from trainkit.envs.episodes import Episodes, Kind, Player

if TYPE_CHECKING:
    from trainkit.clairvoyant import Seer

BATCH_WORLDS: Final = {"bot": 1024, "policy": 256, "clairvoyant": 64, "replay": 1}
"""Worlds stepped together, by kind of player. The last bits of a policy's matrix products depend on
the size of the batch, so batches are cut the same way in every process."""

_REPORT_STEPS: Final = 64
"""Steps between two reports of progress."""

_INFO_KEYS = tuple(key.name for key in spec.INFO_KEYS)


def batches_of(seeds: Sequence[int], kind: Kind) -> Iterator[Sequence[int]]:
    """Yield the seeds in the batches in which a player of this kind plays them."""
    size = BATCH_WORLDS[kind]
    for first in range(0, len(seeds), size):
        yield seeds[first : first + size]


def play_episodes(
    player: Player,
    seeds: Sequence[int],
    config: envcore.EnvConfig,
    *,
    kind: Kind,
    rng_seed: int = 0,
    keep_actions: bool = False,
) -> Episodes:
    """Play episode 0 of every seed, batch by batch.

    Args:
        player: The player.
        seeds: World seeds, 0..2^64-1.
        config: Options of the worlds.
        kind: `policy`, `bot`, or `clairvoyant` for a player that is shown the worlds first.
        rng_seed: Seed of the player's own random numbers, which each batch restarts.
        keep_actions: Whether to return the actions, a byte each.
    """
    parts = [
        play_batch(player, batch, config, kind=kind, rng_seed=rng_seed, keep_actions=keep_actions)
        for batch in batches_of(seeds, kind)
    ]
    return Episodes.joined(parts)


def play_batch(
    player: Player,
    seeds: Sequence[int],
    config: envcore.EnvConfig,
    *,
    kind: Kind,
    rng_seed: int = 0,
    keep_actions: bool = False,
    report: Callable[[float], None] = lambda _: None,
) -> Episodes:
    """Play episode 0 of every seed, all worlds stepped together; see play_episodes.

    `report` is called with what was played since the last call, in episodes; parts count.
    """
    n = len(seeds)
    envs = envcore.AsteroidProspectorVectorEnv(
        n, **config.to_dict(), info="all", autoreset_mode=AutoresetMode.SAME_STEP, copy=False
    )
    player.reset(n, (seeds[0] + rng_seed) % 2**32)  # differs from batch to batch
    observations, infos = envs.reset(seed=list(seeds))
    _show_worlds(player, envs, kind)
    is_playing, returns = np.ones(n, np.bool_), np.zeros(n)
    steps, invalid = np.zeros((2, n), np.int64)
    taken: list[npt.NDArray[np.uint8]] = []
    last = {name: np.zeros(n, infos[name].dtype) for name in (*_INFO_KEYS, "end_cause")}
    progress = _Progress(n, config.time_max, report)
    while is_playing.any():
        progress.note(infos["ticks"], is_playing)
        actions = player.act(observations, infos["action_mask"])
        if keep_actions:
            taken.append(actions.astype(np.uint8))
        observations, rewards, terminated, truncated, infos = envs.step(actions)
        returns[is_playing] += rewards[is_playing]
        steps[is_playing] += 1
        invalid += is_playing & infos["invalid_action"]  # at an episode's end that of the reset
        ended = is_playing & (terminated | truncated)
        if ended.any():
            _note_ends(ended, infos["final_info"], last, invalid)
            is_playing &= ~ended
    progress.finish()
    envs.close()
    kept = _by_world(taken, steps) if keep_actions else ()
    return Episodes(player.name, kind, tuple(seeds), returns, steps, invalid, last, kept)


def _by_world(
    taken: list[npt.NDArray[np.uint8]], steps: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint8], ...]:
    """Return the actions of each world up to its end."""
    rows = np.stack(taken, axis=1)
    return tuple(row[:count].copy() for row, count in zip(rows, steps, strict=True))


def _note_ends(
    ended: npt.NDArray[np.bool_],
    final_info: dict[str, npt.NDArray[Any]],
    last: dict[str, npt.NDArray[Any]],
    invalid: npt.NDArray[np.int64],
) -> None:
    """Copy the last infos of the episodes that ended, and count their last illegal actions."""
    for name, values in last.items():
        values[ended] = final_info[name][ended]
    invalid[ended] += final_info["invalid_action"][ended]


class _Progress:
    """Reports how much of a batch was played, in episodes, every few steps."""

    def __init__(self, n: int, time_max: int, report: Callable[[float], None]) -> None:
        self._n, self._time_max, self._report = n, time_max, report
        self._steps, self._played = 0, 0.0

    def note(self, ticks: npt.NDArray[Any], is_playing: npt.NDArray[np.bool_]) -> None:
        """Count a step."""
        if self._steps % _REPORT_STEPS == 0:
            self._move_to(float(np.where(is_playing, ticks / self._time_max, 1.0).sum()))
        self._steps += 1

    def finish(self) -> None:
        """Report the rest."""
        self._move_to(self._n)

    def _move_to(self, played: float) -> None:
        self._report(played - self._played)
        self._played = played


def _show_worlds(player: Player, envs: envcore.AsteroidProspectorVectorEnv, kind: Kind) -> None:
    if kind == "clairvoyant":
        cast("Seer", player).see(envs)


def episode_of(
    replay: replaykit.Replay, player: str, kind: Kind, *, keep_actions: bool = False
) -> Episodes:
    """Return the episode of a replay, simulated to its last info."""
    header = replay.header
    env = replaykit.env_at(header.config, header.seed, header.episode)
    total, invalid, info = 0.0, 0, env.info()
    for action in replay.actions.tolist():
        _, reward, _, _, info = env.step(action)
        total += reward
        invalid += info["invalid_action"]
    cause = spec.EndCause[info.get("end_cause", "none").upper()]
    infos = {name: np.array([info[name]]) for name in _INFO_KEYS}
    infos["end_cause"] = np.array([cause])
    kept = (replay.actions,) if keep_actions else ()
    numbers = (np.array([total]), np.array([len(replay.actions)]), np.array([invalid]))
    return Episodes(player, kind, (header.seed,), *numbers, infos, kept)
