"""Scales of the memory features, and the values of a tick that surpluses are given for."""

from __future__ import annotations

from typing import Final

import numpy as np

TICK_VALUES: Final = (80.0, 20.0)
"""Credits that a tick is worth elsewhere: while rich rocks are left, and long after. Surpluses are
given for each of them: a poor rock justifies a trip only when ticks are cheap."""

RICHNESS_SCALE: Final = 4.0  # units per tick
RATE_SCALE: Final = 400.0  # credits per tick
PROMISE_SCALE: Final = 200.0  # credits per unit times stability
TRAVEL_SCALE: Final = 40.0  # ticks
SURPLUS_SCALES: Final = np.array([40_000.0, 80_000.0])  # credits, for each tick value
CARGO_VALUE_SCALE: Final = 10_000.0  # credits
FUEL_SCALE: Final = 500.0
TICKS_SCALE: Final = 100.0
"""Scales are about the largest value of each feature; what exceeds them is clipped."""

SELECTED_SHARE: Final = 0.85  # of the best rate; from here on changing rocks does not pay a tick
