"""The value of a rock: credits per tick, and its surplus while ticks are worth less elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from envcore import spec
from features_reference.arithmetic import exp, ln
from features_reference.view import Floats

_MINING = [action for action in spec.ACTIONS if action.family == "mine"]
_YIELDS = np.array([mode.yield_factor for mode in spec.MINING_MODES])
_FRACTURES = np.array([mode.fracture for mode in spec.MINING_MODES])
_WEARS = np.array([mode.wear for mode in spec.MINING_MODES])
_HEATS, _ALERTS = np.array([(action.heat, action.alert) for action in _MINING]).T
STANDARD_YIELD: Final = spec.MINING_MODES[1].yield_factor

_TICKS_PER_HEAT = 1 / 16  # a cooldown removes 25 in two ticks, and some heat radiates anyway
_CREDITS_PER_ALERT = 6.0  # pirates come sooner for the rest of the trip
_CREDITS_PER_WEAR = 10.0
_CREDITS_PER_FRACTURE = 700.0  # about 37 of hull, and an earlier trip home
_COSTS = _CREDITS_PER_ALERT * _ALERTS + _CREDITS_PER_WEAR * _WEARS
_DEPLETION_RATE_MIN = 1e-9  # of a rock that yields nothing; keeps the quotient finite


@dataclass(frozen=True)
class Rocks:
    """Some rocks and the ships that would mine them, arrays of one shape.

    Attributes:
        richness: Units per tick at mode factor 1 from a fresh rock; NaN, unknown, counts as none.
        value: Credits per unit.
        stability: 0..1.
        depletion: 0..1.
        efficiency: Share of the full rate that the ship mines at.
        tick_value: Credits that a tick is worth elsewhere.
    """

    richness: Floats
    value: Floats
    stability: Floats
    depletion: Floats
    efficiency: Floats
    tick_value: Floats

    @cached_property
    def rate(self) -> Floats:
        """Units per tick now, at mode factor 1."""
        rate: Floats = np.nan_to_num(self.richness) * self.efficiency * (1.0 - self.depletion)
        return rate

    @cached_property
    def surplus(self) -> Floats:
        """Credits above the tick value until a tick brings less, in standard mode.

        A tick brings first * exp(-decay * t) credits after t ticks, as the rock depletes.
        """
        first = self.rate * STANDARD_YIELD * self.value
        full = np.nan_to_num(self.richness) * self.efficiency * STANDARD_YIELD
        decay = np.maximum(spec.DEPLETION_PER_UNIT * full, _DEPLETION_RATE_MIN)
        pays = first > self.tick_value
        ticks = ln(np.where(pays, first / self.tick_value, 1.0)) / decay
        return np.where(pays, (first - self.tick_value) / decay - self.tick_value * ticks, 0.0)

    def best_rate(self, heat: Floats, tool: Floats) -> Floats:
        """Return the credits of the next tick net of expected losses, in the best mode.

        Args:
            heat: Of the ship, 0..100.
            tool: Of the ship, 0..100.
        """
        log_odds = (
            spec.FRACTURE_BIAS
            + spec.FRACTURE_STABILITY_WEIGHT * (1.0 - self.stability)
            + spec.FRACTURE_HEAT_WEIGHT * np.maximum(heat / spec.HEAT_MAX - spec.HOT_FRAC, 0.0)
            + spec.FRACTURE_TOOL_WEIGHT * (1.0 - tool / spec.TOOL_MAX)
        )
        probability = 1.0 / (1.0 + exp(-(log_odds[..., np.newaxis] + _FRACTURES)))
        costs = _COSTS + (_TICKS_PER_HEAT * self.tick_value)[..., np.newaxis] * _HEATS
        rate = (self.rate * self.value)[..., np.newaxis] * _YIELDS - costs
        rate = rate - probability * (_CREDITS_PER_FRACTURE + self.surplus[..., np.newaxis])
        rate = np.where(self.rate[..., np.newaxis] > 0, rate, -1.0)
        best: Floats = rate.max(axis=-1)
        return best
