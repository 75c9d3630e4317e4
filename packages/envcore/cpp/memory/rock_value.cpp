#include "memory/rock_value.hpp"

#include "numerics/exponential.hpp"

namespace envcore::memory {
namespace {

constexpr double kTicksPerHeat = 1.0 / 16;  // a cooldown removes 25 in two ticks; some radiates
constexpr double kCreditsPerAlert = 6;      // pirates come sooner for the rest of the trip
constexpr double kCreditsPerWear = 10;
constexpr double kCreditsPerFracture = 700;  // about 37 of hull, and an earlier trip home
constexpr double kDecayMin = 1e-9;           // of a rock without yield; keeps the quotient finite

/// Costs of a tick of mining in each mode: alert, wear and heat.
constexpr std::array<double, spec::kMiningModes.size()> kCosts = [] {
  std::array<double, spec::kMiningModes.size()> costs{};
  for (std::size_t mode = 0; mode < costs.size(); ++mode) {
    const auto first = static_cast<std::size_t>(spec::ActionId::kMineConservative);
    const spec::ActionRow& action = spec::kActions[first + mode];
    costs[mode] = kCreditsPerAlert * action.alert + kCreditsPerWear * spec::kMiningModes[mode].wear;
    costs[mode] += kTicksPerHeat * kTickValues[0] * action.heat;
  }
  return costs;
}();

}  // namespace

double surplus(const Rock& rock, double tick_value) {
  // a tick brings first * exp(-decay * t) credits after t ticks, as the rock depletes
  const double first = rock.rate() * kStandardYield * rock.value;
  if (!(first > tick_value)) return 0;
  const double full = rock.richness * rock.efficiency * kStandardYield;
  const double decay = max(spec::kDepletionPerUnit * full, kDecayMin);
  const double ticks = ln(first / tick_value) / decay;
  return (first - tick_value) / decay - tick_value * ticks;
}

FractureOdds fracture_odds(const spec::ObsRow& row) {
  const double heat = static_cast<double>(row.heat_frac) * spec::kHeatMax;
  const double tool = static_cast<double>(row.tool_frac) * spec::kToolMax;
  return {spec::kFractureHeatWeight * max(heat / spec::kHeatMax - spec::kHotFrac, 0),
          spec::kFractureToolWeight * (1 - tool / spec::kToolMax)};
}

double best_rate(const Rock& rock, const FractureOdds& odds) {
  const double rate = rock.rate();
  if (!(rate > 0)) return -1;
  const double log_odds = spec::kFractureBias +
                          spec::kFractureStabilityWeight * (1 - rock.stability) + odds.heat +
                          odds.tool;
  const double pay = rate * rock.value;
  const double loss = kCreditsPerFracture + surplus(rock, kTickValues[0]);
  double best = -kInfinity;
  for (std::size_t mode = 0; mode < kCosts.size(); ++mode) {
    const spec::MiningMode& row = spec::kMiningModes[mode];
    const double probability = 1 / (1 + exp(-(log_odds + row.fracture)));
    best = max(best, pay * row.yield_factor - kCosts[mode] - probability * loss);
  }
  return best;
}

}  // namespace envcore::memory
