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

/// A rock's yield over time: a tick brings first * exp(-decay * t) credits after t ticks, in
/// standard mode, as the rock depletes.
struct Yield {
  double first;
  double decay;
};

inline Yield yield_of(const Rock& rock, double efficiency) {
  constexpr double kDecayMin = 1e-9;  // of a rock without yield; keeps quotients finite
  const double full = rock.richness * efficiency * kStandardYield;
  const double depletion = spec::kDepletionPerUnit * full;
  return {rate(rock, efficiency) * kStandardYield * rock.value,
          kDecayMin > depletion ? kDecayMin : depletion};
}

/// Credits above the tick value until a tick brings less, in standard mode. Without branches, so
/// that loops over rocks are vectorized.
inline double surplus(const Rock& rock, double efficiency, double tick_value) {
  const auto [first, decay] = yield_of(rock, efficiency);
  const double ratio = first / tick_value;
  const double ticks = ln(ratio > 1 ? ratio : 1.0) / decay;
  return first > tick_value ? (first - tick_value) / decay - tick_value * ticks : 0.0;
}

FractureOdds fracture_odds(const spec::ObsRow& row);

/// Credits of the next tick of each rock net of expected losses, in the best mode; -1 of a rock
/// that gives nothing.
PerRock<double> rates(const Rocks& rocks, double efficiency, const FractureOdds& odds);

/// The same of one rock.
double rate_of(const Rock& rock, double efficiency, const FractureOdds& odds);

/// Keep what the rate of a rock is made of, given its surplus for a new ship.
void put_rate_parts(const Rock& rock, double surplus, std::size_t a, RateParts& parts);

/// The rocks whose rate may be the highest, bit a for rock a: mostly one. Rates are estimated to
/// within a credit. Computing only theirs instead of two thirds of all takes 22 % off the time of a
/// step of compact features (CPU time, 256 ships of a trained policy, Zen 5).
std::uint32_t best_candidates(const RateParts& parts, double efficiency, const FractureOdds& odds);

}  // namespace envcore::memory
