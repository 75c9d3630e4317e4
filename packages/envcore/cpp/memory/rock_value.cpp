#include "memory/rock_value.hpp"

#include "numerics/exponential.hpp"

namespace envcore::memory {
namespace {

constexpr double kTicksPerHeat = 1.0 / 16;  // a cooldown removes 25 in two ticks; some radiates
constexpr double kCreditsPerAlert = 6;      // pirates come sooner for the rest of the trip
constexpr double kCreditsPerWear = 10;
constexpr double kCreditsPerFracture = 700;  // about 37 of hull, and an earlier trip home

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

FractureOdds fracture_odds(const spec::ObsRow& row) {
  const double heat = static_cast<double>(row.heat_frac) * spec::kHeatMax;
  const double tool = static_cast<double>(row.tool_frac) * spec::kToolMax;
  return {spec::kFractureHeatWeight * max(heat / spec::kHeatMax - spec::kHotFrac, 0),
          spec::kFractureToolWeight * (1 - tool / spec::kToolMax)};
}

namespace {

constexpr std::size_t kBlock = 4;  // rocks that are rated side by side, in vector registers
static_assert(kRocks % kBlock == 0);

/// Credits of the next tick in a mode, before expected losses.
double pay_of_mode(std::size_t mode, double pay) {
  return pay * spec::kMiningModes[mode].yield_factor - kCosts[mode];
}

/// Rate the rocks of a block. Without branches, so that it is vectorized.
void rate_block(const Rocks& rocks, std::size_t block, double efficiency, const FractureOdds& odds,
                PerRock<double>& rates) {
  for (std::size_t a = block; a < block + kBlock; ++a) {
    const Rock rock = rocks[a];
    const double units = rate(rock, efficiency);
    const double log_odds = spec::kFractureBias +
                            spec::kFractureStabilityWeight * (1 - rock.stability) + odds.heat +
                            odds.tool;
    const double pay = units * rock.value;
    const double loss = kCreditsPerFracture + surplus(rock, efficiency, kTickValues[0]);
    double best = -kInfinity;
    for (std::size_t mode = 0; mode < kCosts.size(); ++mode) {
      const double fracture = spec::kMiningModes[mode].fracture;
      const double probability = 1 / (1 + exp(-(log_odds + fracture)));
      const double net = pay_of_mode(mode, pay) - probability * loss;
      best = net > best ? net : best;
    }
    rates[a] = units > 0 ? best : -1.0;
  }
}

/// What the rates of rocks are at most: those without losses.
PerRock<double> rate_bounds(const Rocks& rocks, double efficiency) {
  PerRock<double> bounds{};
  for (std::size_t a = 0; a < kRocks; ++a) {
    const double units = rate(rocks[a], efficiency);
    const double pay = units * rocks.value[a];
    double best = -kInfinity;
    for (std::size_t mode = 0; mode < kCosts.size(); ++mode) {
      const double gross = pay_of_mode(mode, pay);
      best = gross > best ? gross : best;
    }
    bounds[a] = units > 0 ? best : -1.0;
  }
  return bounds;
}

double highest(const PerRock<double>& values, std::size_t first, std::size_t count) {
  double best = -kInfinity;
  for (std::size_t a = first; a < first + count; ++a) best = max(best, values[a]);
  return best;
}

}  // namespace

PerRock<double> rates(const Rocks& rocks, double efficiency, const FractureOdds& odds) {
  PerRock<double> found = filled<PerRock<double>>(-1.0);
  for (std::size_t block = 0; block < kRocks; block += kBlock) {
    if (highest(rocks.richness, block, kBlock) > 0) {
      rate_block(rocks, block, efficiency, odds, found);
    }
  }
  return found;
}

BestRates best_rates(const Rocks& rocks, int selected, double efficiency,
                     const FractureOdds& odds) {
  const PerRock<double> bounds = rate_bounds(rocks, efficiency);
  PerRock<double> found = filled<PerRock<double>>(-1.0);
  BestRates result{-1, 0};
  std::size_t rated = kRocks;  // the block of the selected rock, which is rarely far from the best
  if (selected >= 0) {
    const auto a = static_cast<std::size_t>(selected);
    rated = a / kBlock * kBlock;
    rate_block(rocks, rated, efficiency, odds, found);
    result = {highest(found, rated, kBlock), found[a]};
  }
  for (std::size_t block = 0; block < kRocks; block += kBlock) {
    if (block == rated || !(highest(bounds, block, kBlock) > result.best)) continue;
    rate_block(rocks, block, efficiency, odds, found);
    result.best = max(result.best, highest(found, block, kBlock));
  }
  return result;
}

}  // namespace envcore::memory
