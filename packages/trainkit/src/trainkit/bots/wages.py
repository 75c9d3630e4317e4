"""What a tick of the prospector's ship is worth: the less, the longer the belt has to last."""

from __future__ import annotations

from functools import cache

import numpy as np

from envcore import spec
from trainkit.bots.belt_memory import BeltMemory
from trainkit.bots.journeys import USUAL_HEAT, Ships
from trainkit.bots.mining_sums import STANDARD_YIELD, Rocks
from trainkit.bots.view import Floats

HIGHEST_WAGE = 80.0  # credits a tick: about what the ship earns in 2,000 ticks
LOWEST_WAGE = 5.0
_WAGES = np.geomspace(LOWEST_WAGE, HIGHEST_WAGE, 25)
_SHARE_TO_FILL = 0.3  # of the ticks left: ways, sales and repairs take ticks, too; found by trying
_USUAL_NODES = 20.0  # of a belt
_USUAL_NODE = 0.55 / np.sqrt(1.0 - np.array([0.1, 0.3, 0.5, 0.7, 0.9]))  # its rocks' richness
_USUAL_VALUE, _USUAL_STABILITY = 95.0, 0.7  # credits per unit that a rock worth mining brings


def fair_wages(belt: BeltMemory, rocks: Rocks, ships: Ships) -> Floats:
    """Return the highest wage at which what is left to mine keeps a ship busy to the end, (m,).

    A rock is mined until a tick gives less than the wage: the lower the wage, the longer the
    same belt lasts. Nodes that nobody saw yet count as usual ones.

    Args:
        belt: What the ships remember.
        rocks: All that they know, (m, 32, 16).
        ships: Those that ask.
    """
    known = _work(rocks, ships.tool[:, None, None]).sum(axis=(1, 2))
    seen = belt.was_seen[ships.worlds]
    edges, leads_to = belt.edge_ticks[ships.worlds], belt.leads_to[ships.worlds]
    ways_out = (seen[:, :, None] & (edges > 0) & (leads_to < 0)).sum(axis=(1, 2))
    unseen = np.maximum(_USUAL_NODES - seen.sum(axis=1), ways_out) * (ways_out > 0)
    work = known + unseen[:, None] * _usual_work()
    lasts = work >= (_SHARE_TO_FILL * ships.ticks_left)[:, None]
    highest = len(_WAGES) - 1 - lasts[:, ::-1].argmax(axis=1)
    fair = np.where(lasts.any(axis=1), _WAGES[highest], LOWEST_WAGE)
    return np.where(np.isinf(ships.ticks_left), HIGHEST_WAGE, fair)


@cache
def _usual_work() -> Floats:
    """Return for how many ticks a usual node gives more than each wage, (wages,)."""
    full = np.ones(len(_USUAL_NODE))
    given = (_USUAL_NODE, _USUAL_VALUE, _USUAL_STABILITY, 0.0, 0.95, HIGHEST_WAGE)
    work: Floats = _work(Rocks(*(part * full for part in given)), 90.0 * full).sum(axis=0)
    return work


def _work(rocks: Rocks, tool: Floats) -> Floats:
    """Return for how many ticks rocks give more than each wage, net of risks, (..., wages)."""
    gain, _ = rocks.best_mode(USUAL_HEAT, tool)
    first = rocks.rate * STANDARD_YIELD * rocks.value
    costs = np.maximum(first - gain, 0.0)
    with np.errstate(divide="ignore"):
        over = np.log(first)[..., None] - np.log(_WAGES + costs[..., None])
    full = np.nan_to_num(rocks.richness) * rocks.efficiency * STANDARD_YIELD
    tires = np.maximum(spec.DEPLETION_PER_UNIT * full, 1e-9)
    work: Floats = np.maximum(over, 0.0) / tires[..., None]
    return work
