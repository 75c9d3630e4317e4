"""The value of a tick to the prospector: the longer the belt has to last, the less."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from envcore import spec
from trainkit.bots.belt_map import BeltMap
from trainkit.bots.destinations import TYPICAL_HEAT, Ships
from trainkit.bots.rock_value import STANDARD_YIELD, Rocks
from trainkit.bots.view import Floats

TICK_VALUE_MAX: Final = 80.0  # credits; about what the ship earns per tick in 2,000 ticks
TICK_VALUE_MIN: Final = 5.0
_TICK_VALUES = np.geomspace(TICK_VALUE_MIN, TICK_VALUE_MAX, 25)
_SHARE_TO_FILL = 0.3  # of the ticks left: travel, sales and repairs take ticks too; by experiments
_TYPICAL_NODES = 20.0  # of a belt
_TYPICAL_RICHNESS = spec.RICHNESS_SCALE / np.sqrt(1.0 - np.array([0.1, 0.3, 0.5, 0.7, 0.9]))
_TYPICAL_VALUE, _TYPICAL_STABILITY = 95.0, 0.7  # credits per unit, of a rock worth mining
_TYPICAL_EFFICIENCY, _TYPICAL_TOOL = 0.95, 90.0


def fair_tick_values(belt: BeltMap, rocks: Rocks, ships: Ships) -> Floats:
    """Return the highest tick value at which the rocks left keep a ship busy to the end, (m,).

    A rock is mined until a tick brings less than the tick value: the lower that is, the longer the
    same belt lasts. Unseen nodes count as typical ones.

    Args:
        belt: The maps of the ships.
        rocks: All rocks that they know, (m, 32, 16).
        ships: The ships, m.
    """
    known = _mining_ticks(rocks, ships.tool[:, None, None]).sum(axis=(1, 2))
    seen = belt.was_seen[ships.worlds]
    edges, leads_to = belt.edge_ticks[ships.worlds], belt.leads_to[ships.worlds]
    frontier = (seen[:, :, None] & (edges > 0) & (leads_to < 0)).sum(axis=(1, 2))
    unseen = np.maximum(_TYPICAL_NODES - seen.sum(axis=1), frontier) * (frontier > 0)
    ticks = known + unseen[:, None] * _typical_mining_ticks()
    lasts = ticks >= (_SHARE_TO_FILL * ships.ticks_left)[:, None]
    highest = len(_TICK_VALUES) - 1 - lasts[:, ::-1].argmax(axis=1)
    fair = np.where(lasts.any(axis=1), _TICK_VALUES[highest], TICK_VALUE_MIN)
    return np.where(np.isinf(ships.ticks_left), TICK_VALUE_MAX, fair)


@cache
def _typical_mining_ticks() -> Floats:
    """Return the ticks for which a typical node brings more than each tick value, (values,)."""
    full = np.ones(len(_TYPICAL_RICHNESS))
    rocks = Rocks(
        _TYPICAL_RICHNESS * full,
        _TYPICAL_VALUE * full,
        _TYPICAL_STABILITY * full,
        0.0 * full,
        _TYPICAL_EFFICIENCY * full,
        TICK_VALUE_MAX * full,
    )
    ticks: Floats = _mining_ticks(rocks, _TYPICAL_TOOL * full).sum(axis=0)
    return ticks


def _mining_ticks(rocks: Rocks, tool: Floats) -> Floats:
    """Return the ticks for which rocks bring more than each tick value, net, (..., values)."""
    gain, _ = rocks.best_mode(TYPICAL_HEAT, tool)
    first = rocks.rate * STANDARD_YIELD * rocks.value
    costs = np.maximum(first - gain, 0.0)
    with np.errstate(divide="ignore"):
        log_ratio = np.log(first)[..., None] - np.log(_TICK_VALUES + costs[..., None])
    ticks: Floats = np.maximum(log_ratio, 0.0) / rocks.decay[..., None]
    return ticks
