"""What a rock gives: how much over a wage until it tires, and which way to mine it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from envcore import spec
from trainkit.bots.view import Floats, Ints

_MINING = [action for action in spec.ACTIONS if action.family == "mine"]
_YIELDS = np.array([mode.yield_factor for mode in spec.MINING_MODES])
_FRACTURES = np.array([mode.fracture for mode in spec.MINING_MODES])
STANDARD_YIELD = spec.MINING_MODES[1].yield_factor
_HEAT_TICKS = 1 / 16  # for each point of heat: a cooldown takes 25 in two ticks, and some go anyway
_ALERT_PRICE = 6.0  # credits for each point: pirates come sooner, for the rest of the trip
_WEAR_PRICE = 10.0  # credits for each point of the tool
_HEATS, _ALERTS = np.array([(action.heat, action.alert) for action in _MINING]).T
_WEARS = np.array([mode.wear for mode in spec.MINING_MODES])
_COSTS = _ALERT_PRICE * _ALERTS + _WEAR_PRICE * _WEARS
_FRACTURE_PRICE = 700.0  # credits: about 37 of hull, and the way home earlier


@dataclass(frozen=True)
class Rocks:
    """Some rocks, each array of the same shape, and the ship that would mine them.

    Attributes:
        richness: Units per tick at mode factor 1 from a fresh rock; NaN if unknown: gives nothing.
        value: Credits that a unit brings.
        stability: 0..1.
        depletion: 0..1.
        efficiency: Of the ship, by its tool and heat.
        wage: Credits that a tick is worth elsewhere.
    """

    richness: Floats
    value: Floats
    stability: Floats
    depletion: Floats
    efficiency: Floats
    wage: Floats

    @cached_property
    def rate(self) -> Floats:
        """Units that a tick gives now at mode factor 1."""
        rate: Floats = np.nan_to_num(self.richness) * self.efficiency * (1.0 - self.depletion)
        return rate

    @cached_property
    def surplus(self) -> Floats:
        """Credits above the wage until a tick gives less than the wage, mined in standard mode.

        A tick gives first * exp(-tires * t) credits after t ticks, as the rock depletes.
        """
        first = self.rate * STANDARD_YIELD * self.value
        full = np.nan_to_num(self.richness) * self.efficiency * STANDARD_YIELD
        tires = np.maximum(spec.DEPLETION_PER_UNIT * full, 1e-9)
        pays = first > self.wage
        ticks = np.log(np.where(pays, first / self.wage, 1.0)) / tires
        return np.where(pays, (first - self.wage) / tires - self.wage * ticks, 0.0)

    def best_mode(self, heat: Floats | float, tool: Floats) -> tuple[Floats, Ints]:
        """Return what the next tick gives net of its risks in the best mode, and that mode.

        Args:
            heat: Of the ship, 0..100.
            tool: Of the ship, 0..100.
        """
        odds = (
            spec.FRACTURE_BIAS
            + spec.FRACTURE_STABILITY_WEIGHT * (1.0 - self.stability)
            + spec.FRACTURE_HEAT_WEIGHT * np.maximum(heat / spec.HEAT_MAX - spec.HOT_FRAC, 0.0)
            + spec.FRACTURE_TOOL_WEIGHT * (1.0 - tool / spec.TOOL_MAX)
        )
        chance = 1.0 / (1.0 + np.exp(-(odds[..., np.newaxis] + _FRACTURES)))
        costs = _COSTS + (_HEAT_TICKS * self.wage)[..., np.newaxis] * _HEATS
        gain = (self.rate * self.value)[..., np.newaxis] * _YIELDS - costs
        gain = gain - chance * (_FRACTURE_PRICE + self.surplus[..., np.newaxis])
        gain = np.where(self.rate[..., np.newaxis] > 0, gain, -1.0)
        return gain.max(axis=-1), gain.argmax(axis=-1)
