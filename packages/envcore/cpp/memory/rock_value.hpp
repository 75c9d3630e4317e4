// The value of a rock: credits per tick, and its surplus while ticks are worth less elsewhere.
#pragma once

#include "memory/ship_memory.hpp"

namespace envcore::memory {

inline constexpr double kStandardYield = spec::kMiningModes[1].yield_factor;

/// A rock, and how much of the full rate a ship mines it at.
struct Rock {
  double richness;    // units per tick at mode factor 1 from a fresh rock; 0 if unknown
  double value;       // credits per unit
  double stability;   // 0..1
  double depletion;   // 0..1
  double efficiency;  // 0..1

  /// Units per tick now, at mode factor 1.
  constexpr double rate() const { return richness * efficiency * (1 - depletion); }
};

/// Credits above the tick value until a tick brings less, in standard mode.
double surplus(const Rock& rock, double tick_value);

FractureOdds fracture_odds(const spec::ObsRow& row);

/// Credits of the next tick net of expected losses, in the best mode; -1 if the rock gives nothing.
double best_rate(const Rock& rock, const FractureOdds& odds);

}  // namespace envcore::memory
