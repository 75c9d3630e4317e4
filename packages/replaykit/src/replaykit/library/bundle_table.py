"""The table of a bundle: a row for each episode, and the statistics of each player."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from envcore import spec
from replaykit.errors import ReplayError
from replaykit.format.replay import Replay

EPISODES_MAX: Final = 100_000
SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class Episode:
    """What a true replay proves: who played which episode, and the result."""

    content_digest: str
    player: dict[str, Any]
    training: dict[str, Any] | None
    options: dict[str, Any]
    seed: int
    episode: int
    facts: dict[str, Any]
    """Columns of the result: return, net_profit, steps, ticks, end_cause."""


def episode_of(replay: Replay) -> Episode:
    """Return the episode that a whole and true replay records."""
    header, result = replay.header, replay.result
    assert result is not None
    return Episode(
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


def _player_key(episode: Episode) -> str:
    """Return the key that identifies and orders players: canonical JSON, as in a header."""
    return json.dumps(
        [episode.player, episode.training],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )


def order_of(episode: Episode) -> tuple[str, int, int]:
    """Return the sort key of a bundle: player, seed, episode."""
    return _player_key(episode), episode.seed, episode.episode


def file_name(number: int) -> str:
    """Return the name of a replay in the archive."""
    return f"replays/{number:06d}.abr"


def table_of(episodes: Sequence[Episode]) -> dict[str, Any]:
    """Return the table of the episodes.

    Raises:
        ReplayError: The episodes are too many, not sorted, repeated or of different options.
    """
    players = _players_of(episodes)
    order = list(players)
    played = {tuple((e.seed, e.episode) for e in own) for own in players.values()}
    return {
        "schema": SCHEMA,
        "env_id": spec.ENV_ID,
        "spec_digest": spec.SPEC_DIGEST,
        "options": episodes[0].options,
        "is_paired": len(played) == 1,
        "players": [_summary(own) for own in players.values()],
        "episodes": [
            {
                "file": file_name(number),
                "content_digest": episode.content_digest,
                "player": order.index(_player_key(episode)),
                "seed": str(episode.seed),
                "episode": str(episode.episode),
                **episode.facts,
            }
            for number, episode in enumerate(episodes)
        ],
    }


def _players_of(episodes: Sequence[Episode]) -> dict[str, list[Episode]]:
    """Return the episodes by player, checked."""
    if not 1 <= len(episodes) <= EPISODES_MAX:
        raise ReplayError(f"a bundle has 1..{EPISODES_MAX} replays, not {len(episodes)}")
    keys = [order_of(episode) for episode in episodes]
    if keys != sorted(keys):
        raise ReplayError("the replays are not in the order of players, seeds and episodes")
    players: dict[str, list[Episode]] = {}
    for key, before, episode in zip(keys, [None, *keys], episodes, strict=False):
        if key == before:
            raise ReplayError(
                f"seed {episode.seed}, episode {episode.episode} is there twice for one player"
            )
        if episode.options != episodes[0].options:
            raise ReplayError(f"the replay of seed {episode.seed} has other options than the first")
        players.setdefault(_player_key(episode), []).append(episode)
    return players


def _summary(episodes: list[Episode]) -> dict[str, Any]:
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
    """Return mean, median and interquartile mean, which leaves out n // 4 values at each end."""
    ordered, n = sorted(values), len(values)
    middle = ordered[(n - 1) // 2 : n // 2 + 1]
    return {
        "mean": _mean(values),
        "median": _mean(middle),
        "iqm": _mean(ordered[n // 4 : n - n // 4]),
    }


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)  # exact sum, rounded once: the same on every machine
