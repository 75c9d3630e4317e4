// The value of a rock: credits per tick, and its surplus while ticks are worth less elsewhere.
#pragma once

#include "memory/ship_memory.hpp"
#include "numerics/arithmetic.hpp"

namespace envcore::memory {

inline constexpr double kStandardYield = spec::kMiningModes[1].yield_factor;

/// Units per tick now, at mode factor 1, of a ship that mines at a share of the full rate.
inline double rate(const Rock& rock, double efficiency) {
  return rock.richness * efficiency * (1 - rock.depletion);
}

/// Credits above the tick value until a tick brings less, in standard mode. Without branches, so
/// that loops over rocks are vectorized.
inline double surplus(const Rock& rock, double efficiency, double tick_value) {
  constexpr double kDecayMin = 1e-9;  // of a rock without yield; keeps the quotient finite
  // a tick brings first * exp(-decay * t) credits after t ticks, as the rock depletes
  const double first = rate(rock, efficiency) * kStandardYield * rock.value;
  const double full = rock.richness * efficiency * kStandardYield;
  const double depletion = spec::kDepletionPerUnit * full;
  const double decay = kDecayMin > depletion ? kDecayMin : depletion;
  const double ratio = first / tick_value;
  const double ticks = ln(ratio > 1 ? ratio : 1.0) / decay;
  return first > tick_value ? (first - tick_value) / decay - tick_value * ticks : 0.0;
}

FractureOdds fracture_odds(const spec::ObsRow& row);

/// Credits of the next tick of each rock net of expected losses, in the best mode; -1 of a rock
/// that gives nothing.
PerRock<double> rates(const Rocks& rocks, double efficiency, const FractureOdds& odds);

/// The highest of these rates, and that of the selected rock, 0 without one.
struct BestRates {
  double best;
  double selected;
};

/// The same numbers, without those rates that cannot be the highest.
BestRates best_rates(const Rocks& rocks, int selected, double efficiency, const FractureOdds& odds);

}  // namespace envcore::memory
