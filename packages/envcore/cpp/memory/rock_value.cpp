#include "memory/rock_value.hpp"

#include "numerics/exponential.hpp"

namespace envcore::memory {
namespace {

constexpr double kTicksPerHeat = 1.0 / 16;  // a cooldown removes 25 in two ticks; some radiates
constexpr double kCreditsPerAlert = 6;      // pirates come sooner for the rest of the trip
constexpr double kCreditsPerWear = 10;
constexpr double kCreditsPerFracture = 700;  // about 37 of hull, and an earlier trip home

constexpr double kNothing = -1;      // rate of a rock that gives nothing
constexpr float kEstimateError = 1;  // of a rate at the most; tests find 0.003

constexpr std::size_t kModes = spec::kMiningModes.size();
template <class Value>
using PerMode = std::array<Value, kModes>;

/// Costs of a tick of mining in each mode: alert, wear and heat.
constexpr PerMode<double> kCosts = [] {
  PerMode<double> costs{};
  for (std::size_t mode = 0; mode < kModes; ++mode) {
    const auto first = static_cast<std::size_t>(spec::ActionId::kMineConservative);
    const spec::ActionRow& action = spec::kActions[first + mode];
    costs[mode] = kCreditsPerAlert * action.alert + kCreditsPerWear * spec::kMiningModes[mode].wear;
    costs[mode] += kTicksPerHeat * kTickValues[0] * action.heat;
  }
  return costs;
}();

/// e to minus the log-odds of a fracture that each mode adds.
constexpr PerMode<double> kCalm = [] {
  PerMode<double> calm{};
  for (std::size_t mode = 0; mode < kModes; ++mode) {
    calm[mode] = exp(-spec::kMiningModes[mode].fracture);
  }
  return calm;
}();

/// Credits of a tick at mode factor 1 above which a rock has a surplus.
constexpr auto kPayWorthWhile = static_cast<float>(kTickValues[0] / kStandardYield);

constexpr std::size_t kBlock = 4;  // rocks that are rated side by side, in vector registers
static_assert(kRocks % kBlock == 0);

/// What a tick at a rock brings and risks.
struct Tick {
  double units;     // at mode factor 1
  double pay;       // credits for them
  double log_odds;  // of a fracture, before those of the mode
  double loss;      // credits that a fracture costs
};

Tick next_tick(const Rock& rock, double efficiency, const FractureOdds& odds) {
  const double units = rate(rock, efficiency);
  const double log_odds = spec::kFractureBias +
                          spec::kFractureStabilityWeight * (1 - rock.stability) + odds.heat +
                          odds.tool;
  return {units, units * rock.value, log_odds,
          kCreditsPerFracture + surplus(rock, efficiency, kTickValues[0])};
}

/// The rate in the best mode. Without branches, so that loops over rocks are vectorized.
double best_net(const Tick& tick) {
  double best = -kInfinity;
  for (std::size_t mode = 0; mode < kModes; ++mode) {
    const double fracture = spec::kMiningModes[mode].fracture;
    const double probability = 1 / (1 + exp(-(tick.log_odds + fracture)));
    const double pay = tick.pay * spec::kMiningModes[mode].yield_factor - kCosts[mode];
    const double net = pay - probability * tick.loss;
    best = net > best ? net : best;
  }
  return tick.units > 0 ? best : kNothing;
}

/// Estimate the rates of all rocks to within a fraction of a credit.
PerRock<float> estimated_rates(const RateParts& parts, double efficiency,
                               const FractureOdds& odds) {
  PerMode<float> calm{}, factor{}, cost{};  // calm: e to minus the log-odds of ship and mode
  for (std::size_t mode = 0; mode < kModes; ++mode) {
    calm[mode] = static_cast<float>(exp(-(odds.heat + odds.tool)) * kCalm[mode]);
    factor[mode] = static_cast<float>(spec::kMiningModes[mode].yield_factor);
    cost[mode] = static_cast<float>(kCosts[mode]);
  }
  const auto share = static_cast<float>(efficiency);
  const auto log_share = static_cast<float>(-ln(1 / efficiency));
  PerRock<float> rates;
  for (std::size_t a = 0; a < kRocks; ++a) {
    const float pay = parts.pay[a] * share;
    const float surplus = parts.whole[a] - (parts.spent[a] + parts.wait[a] * log_share) / share;
    const float loss =
        static_cast<float>(kCreditsPerFracture) + (pay > kPayWorthWhile ? surplus : 0.0F);
    float best = -std::numeric_limits<float>::infinity();
    for (std::size_t mode = 0; mode < kModes; ++mode) {
      const float net = pay * factor[mode] - cost[mode] - loss / (1 + parts.calm[a] * calm[mode]);
      best = net > best ? net : best;
    }
    rates[a] = pay > 0 ? best : static_cast<float>(kNothing);
  }
  return rates;
}

}  // namespace

FractureOdds fracture_odds(const spec::ObsRow& row) {
  const double heat = static_cast<double>(row.heat_frac) * spec::kHeatMax;
  const double tool = static_cast<double>(row.tool_frac) * spec::kToolMax;
  return {spec::kFractureHeatWeight * max(heat / spec::kHeatMax - spec::kHotFrac, 0),
          spec::kFractureToolWeight * (1 - tool / spec::kToolMax)};
}

double rate_of(const Rock& rock, double efficiency, const FractureOdds& odds) {
  return best_net(next_tick(rock, efficiency, odds));
}

PerRock<double> rates(const Rocks& rocks, double efficiency, const FractureOdds& odds) {
  PerRock<double> found = filled<PerRock<double>>(kNothing);
  for (std::size_t block = 0; block < kRocks; block += kBlock) {
    bool has_yield = false;
    for (std::size_t a = block; a < block + kBlock; ++a) has_yield |= rocks.richness[a] > 0;
    if (!has_yield) continue;
    for (std::size_t a = block; a < block + kBlock; ++a) {
      found[a] = best_net(next_tick(rocks[a], efficiency, odds));
    }
  }
  return found;
}

void put_rate_parts(const Rock& rock, double surplus, std::size_t a, RateParts& parts) {
  const auto [first, decay] = yield_of(rock, 1);
  const double log_odds =
      spec::kFractureBias + spec::kFractureStabilityWeight * (1 - rock.stability);
  parts.pay[a] = static_cast<float>(rate(rock, 1) * rock.value);
  parts.calm[a] = static_cast<float>(exp(-log_odds));
  parts.whole[a] = static_cast<float>(first / decay);
  parts.spent[a] = static_cast<float>(first / decay - surplus);
  parts.wait[a] = static_cast<float>(kTickValues[0] / decay);
}

std::uint32_t best_candidates(const RateParts& parts, double efficiency, const FractureOdds& odds) {
  const PerRock<float> rates = estimated_rates(parts, efficiency, odds);
  float best = -std::numeric_limits<float>::infinity();
  for (const float rate : rates) best = rate > best ? rate : best;
  std::uint32_t candidates = 0;
  for (std::size_t a = 0; a < kRocks; ++a) {
    candidates |= static_cast<std::uint32_t>(!(rates[a] < best - kEstimateError)) << a;
  }
  return candidates;
}

}  // namespace envcore::memory
