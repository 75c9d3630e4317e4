"""What is to come in an episode: random numbers by tick, and prices without sales.

Random numbers have addresses (docs/world.md, section 2), so they are read without playing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

import envcore
from envcore import spec
from envcore.spec import Action
from trainkit.bots.view import Floats

_WORD: Final = 2.0**-53
_NORMAL_CENTER, _NORMAL_SCALE = 131_070.0, 2.6429e-5
_TOP_PRICES: Final = np.array([row.price_max for row in spec.COMMODITY_TABLE])
_PRICES: Final = next(field for field in spec.OBSERVATION if field.name == "price_norm")
AHEAD: Final = 16  # ticks behind the time budget that a last step may reach


@dataclass(frozen=True)
class Foresight:
    """Random numbers and prices of an episode by tick, from 0 to some ticks behind its time budget.

    Attributes:
        pirate_roll: Pirates come where this is below their probability, (ticks,).
        fracture_roll: A mined rock fractures where this is below its probability, (ticks,).
        yield_noise: Deviations of the yield of mining from its mean, in units of its spread.
        prices: Prices without sales, (ticks, 6).
    """

    pirate_roll: Floats
    fracture_roll: Floats
    yield_noise: Floats
    prices: Floats


def foresee(seed: int, episode: int, config: envcore.EnvConfig) -> Foresight:
    """Return what is to come in an episode.

    Args:
        seed: Of the world, 0..2^64-1.
        episode: Its number, 0..2^64-1.
        config: Its options.
    """
    ticks = range(config.time_max + AHEAD)
    voyage = np.array([_words(seed, episode, spec.Domain.VOYAGE, t) for t in ticks])
    mine = np.array([_words(seed, episode, spec.Domain.MINE, t) for t in ticks])
    parts = np.stack([(mine[:, 0] >> np.uint64(16 * i)) & np.uint64(0xFFFF) for i in range(4)])
    noise = (parts.sum(axis=0).astype(float) - _NORMAL_CENTER) * _NORMAL_SCALE
    return Foresight(
        pirate_roll=(voyage[:, 1] >> np.uint64(11)).astype(float) * _WORD,
        fracture_roll=(mine[:, 1] >> np.uint64(11)).astype(float) * _WORD,
        yield_noise=noise,
        prices=_prices(seed, episode, config),
    )


def _words(
    seed: int, episode: int, domain: int, index: int
) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Return the first four words of an address."""
    key = np.array([seed, episode], dtype=np.uint64)
    counter = np.array([0, index, domain, 1], dtype=np.uint64)
    return np.random.Philox(key=key, counter=counter).random_raw(4)


def _prices(seed: int, episode: int, config: envcore.EnvConfig) -> Floats:
    env = envcore.AsteroidProspectorEnv(**config.to_dict())
    observation, _ = env.reset(seed=seed, options={"episode": episode})
    first, end = _PRICES.first, _PRICES.first + spec.N_COMMODITIES
    rows = [observation[first:end]]
    while not env.has_ended:
        rows.append(env.step(Action.HOLD_DRIFT)[0][first:end])
    rows += [rows[-1]] * (config.time_max + AHEAD - len(rows))
    prices: Floats = np.array(rows, dtype=float) * _TOP_PRICES
    return prices


def probability(log_odds: Floats) -> Floats:
    """Return the world's probability of log-odds, `prob` of docs/world.md, section 1."""
    h = log_odds / spec.ODDS_DIVISOR
    odds = (h + np.sqrt(1.0 + h * h)) ** 8
    result: Floats = odds / (1.0 + odds)
    return result
