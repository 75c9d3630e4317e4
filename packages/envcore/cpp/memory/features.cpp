#include "memory/features.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "memory/edges_here.hpp"
#include "memory/rock_value.hpp"
#include "numerics/arithmetic.hpp"

namespace envcore::memory {
namespace {

// about the largest value of each feature; what exceeds it is clipped
constexpr double kRichnessScale = 4;         // units per tick
constexpr double kRateScale = 400;           // credits per tick
constexpr double kPromiseScale = 200;        // credits per unit times stability
constexpr double kTravelScale = 40;          // ticks
constexpr double kCargoValueScale = 10'000;  // credits
constexpr double kFuelScale = 500;
constexpr double kTicksScale = 100;
constexpr double kBeltNodesAtScale = 10;  // nodes at full surplus that make the belt's surplus 1

constexpr double kFuelPerTick = 24, kFuelReserve = 40;  // of travel with full cargo, at most
constexpr double kSaleTicks = 10;                       // at the station
constexpr double kUntriedRichness = 0.9;                // expected of a rock that was not mined
constexpr double kStable = 0.45;  // from here on a tick of careful mining rarely fractures a rock
constexpr double kSelectedShare = 0.85;  // of the best rate; above it changing rocks does not pay
constexpr double kTypicalStock = 70;     // units of a commodity whose stock is not observed

float clipped(double x) { return static_cast<float>(x < -1 ? -1.0 : x > 1 ? 1.0 : x); }

template <std::size_t N>
void put(const std::array<double, N>& values, double scale, std::array<float, N>& to) {
  for (std::size_t i = 0; i < N; ++i) to[i] = clipped(values[i] / scale);
}

/// By how much each number exceeds the maximum of the others; 0 for equal maxima.
template <std::size_t N>
std::array<double, N> lead(const std::array<double, N>& values) {
  double best = values[0], second = -kInfinity;
  for (std::size_t i = 1; i < N; ++i) {
    second = max(second, min(best, values[i]));
    best = max(best, values[i]);
  }
  const double ahead = best - second;
  std::array<double, N> leads{};
  for (std::size_t i = 0; i < N; ++i) leads[i] = values[i] < best ? values[i] - best : ahead;
  return leads;
}

/// Sums of the three largest numbers for each value of a tick, smallest first; none is negative.
PerTickValue<double> sums_of_best_three(const PerRock<PerTickValue<double>>& values) {
  PerTickValue<double> a{}, b{}, c{};  // a <= b <= c
  for (const PerTickValue<double>& x : values) {
    for (std::size_t i = 0; i < kTickValueCount; ++i) {
      const double above_a = min(max(x[i], a[i]), b[i]);  // branches would be mispredicted
      const double above_b = min(max(x[i], b[i]), c[i]);
      a[i] = above_a, b[i] = above_b, c[i] = max(c[i], x[i]);
    }
  }
  PerTickValue<double> sums{};
  for (std::size_t i = 0; i < kTickValueCount; ++i) sums[i] = a[i] + b[i] + c[i];
  return sums;
}

bool was_mined(const ShipMemory& memory, std::size_t a) {
  return std::isfinite(memory.richness[memory.ship.node][a]);
}

bool is_untried(const ShipMemory& memory, std::size_t a) {
  const std::size_t node = memory.ship.node;
  return !was_mined(memory, a) && static_cast<double>(memory.stability[node][a]) >= kStable &&
         memory.depletion[node][a] < 1.0F;
}

/// A rock at the ship's node.
Rock rock_here(const ShipMemory& memory, std::size_t a) {
  const std::size_t node = memory.ship.node;
  const double expected = is_untried(memory, a) ? kUntriedRichness : 0.0;
  return {was_mined(memory, a) ? memory.richness[node][a] : expected, memory.value[node][a],
          memory.stability[node][a], memory.depletion[node][a]};
}

/// Value a rock at the ship's node for a new ship.
template <FeaturesVersion kVersion>
void value_rock(ShipMemory& memory, std::size_t a) {
  Stay& stay = memory.stay;
  const Rock rock = rock_here(memory, a);
  for (std::size_t i = 0; i < kTickValueCount; ++i) {
    stay.surplus[a][i] = surplus(rock, 1, kTickValues[i]);
  }
  const std::uint32_t bit = 1U << a;
  const bool untried = is_untried(memory, a);
  stay.untried_rocks = untried ? stay.untried_rocks | bit : stay.untried_rocks & ~bit;
  const double promise = untried ? rock.value * rock.stability : 0.0;
  stay.has_new_promise |= promise != stay.promise[a];
  stay.promise[a] = promise;
  if constexpr (kVersion == FeaturesVersion::kCompact) {
    return put_rate_parts(rock, stay.surplus[a][0], a, stay.parts);
  }
  stay.rocks.richness[a] = rock.richness;
  stay.rocks.value[a] = rock.value;
  stay.rocks.stability[a] = rock.stability;
  stay.rocks.depletion[a] = rock.depletion;
  stay.pay[a] = rate(rock, 1) * rock.value * kStandardYield;
  stay.features.was_mined[a] = was_mined(memory, a) ? 1.0F : 0.0F;
  stay.features.richness[a] = clipped(rock.richness / kRichnessScale);
}

/// Value the ship's node and the belt for a new ship, as estimates of rocks have changed.
template <FeaturesVersion kVersion>
void value_node(ShipMemory& memory) {
  Stay& stay = memory.stay;
  FeatureRow& features = stay.features;
  const std::size_t node = memory.ship.node;
  for (std::uint32_t rocks = stay.changed_rocks; rocks != 0; rocks &= rocks - 1) {
    value_rock<kVersion>(memory, static_cast<std::size_t>(std::countr_zero(rocks)));
  }
  features.untried =
      clipped(static_cast<double>(std::popcount(stay.untried_rocks)) / spec::kMaxAsteroids);
  memory.surplus[node] = sums_of_best_three(stay.surplus);
  for (std::size_t i = 0; i < kTickValueCount; ++i) {
    double sum = 0;
    for (const PerTickValue<double>& surplus : memory.surplus) sum += surplus[i];
    features.node_surplus[i] = clipped(memory.surplus[node][i] / kSurplusScales[i]);
    features.belt_surplus[i] = clipped(sum / (kBeltNodesAtScale * kSurplusScales[i]));
  }
  if (stay.has_new_promise) put(lead(stay.promise), kPromiseScale, features.promise_lead);
  stay.has_new_promise = false;
  if constexpr (kVersion == FeaturesVersion::kFull) {
    double best_pay = -kInfinity;
    for (const double pay : stay.pay) best_pay = max(best_pay, pay);
    memory.best_pay[node] = best_pay;
  }
}

/// The highest rate of a rock at the ship's node, and that of the selected one, 0 without one.
struct BestRates {
  double best;
  double selected;
};

BestRates rate_all_rocks(ShipMemory& memory) {
  Stay& stay = memory.stay;
  stay.rate = rates(stay.rocks, stay.mining_efficiency, stay.odds);
  put(stay.rate, kRateScale, stay.features.rate);
  put(lead(stay.rate), kRateScale, stay.features.rate_lead);
  double best = -kInfinity;
  for (const double rate : stay.rate) best = max(best, rate);
  const int selected = memory.ship.selected;
  return {best, selected < 0 ? 0.0 : stay.rate[static_cast<std::size_t>(selected)]};
}

BestRates rate_best_rocks(const ShipMemory& memory) {
  const Stay& stay = memory.stay;
  const int selected = memory.ship.selected;
  BestRates rates{-kInfinity, 0};
  std::uint32_t rocks = best_candidates(stay.parts, stay.mining_efficiency, stay.odds);
  if (selected >= 0) rocks |= 1U << selected;
  for (; rocks != 0; rocks &= rocks - 1) {
    const int a = std::countr_zero(rocks);
    const Rock rock = rock_here(memory, static_cast<std::size_t>(a));
    const double rate = rate_of(rock, stay.mining_efficiency, stay.odds);
    rates.best = max(rates.best, rate);
    if (a == selected) rates.selected = rate;
  }
  return rates;
}

/// Value the node's rocks for this ship, if it or they (a selection is a rock's flag) changed.
template <FeaturesVersion kVersion>
void put_rates(ShipMemory& memory, const spec::ObsRow& row) {
  Stay& stay = memory.stay;
  const double efficiency = memory.ship.mining_efficiency;
  const FractureOdds odds = fracture_odds(row);
  if (stay.changed_rocks == 0 && efficiency == stay.mining_efficiency && odds == stay.odds) return;
  stay.mining_efficiency = efficiency;
  stay.odds = odds;
  const BestRates rates =
      kVersion == FeaturesVersion::kFull ? rate_all_rocks(memory) : rate_best_rocks(memory);
  FeatureRow& features = stay.features;
  features.node_rate = clipped((rates.best - kTickValues[0]) / kTicksScale);
  features.selected_share = clipped(rates.selected / max(rates.best, 1) - kSelectedShare);
}

void put_edges(const EdgesHere& edges, FeatureRow& features) {
  put(edges.is_known, 1, features.is_known);
  put(edges.pay, kRateScale, features.pay);
  for (std::size_t i = 0; i < kTickValueCount; ++i) {
    put(edges.surplus[i], kSurplusScales[i], features.surplus[i]);
    put(lead(edges.surplus[i]), kSurplusScales[i], features.surplus_lead[i]);
    put(edges.ticks[i], kTravelScale, features.ticks[i]);
  }
  put(edges.unseen, kTravelScale, features.frontier);
  put(edges.leads_home, 1, features.leads_home);
}

/// What only a move changes.
void put_place(const ShipMemory& memory, FeatureRow& features) {
  put_edges(value_edges(memory), features);
  features.home_ticks = clipped(memory.ticks_between[memory.ship.node][kStation] / kTravelScale);
  const auto seen = std::count(memory.was_seen.begin(), memory.was_seen.end(), true);
  features.seen = clipped(static_cast<double>(seen) / spec::kMaxNodes);
  features.frontier_edges = clipped(static_cast<double>(memory.frontier_edges) / spec::kMaxNodes);
}

void put_commodities(const Ship& ship, const spec::ObsRow& row, FeatureRow& features) {
  PerCommodity<double> stocks = filled<PerCommodity<double>>(kTypicalStock);
  for (std::size_t i = 0; i < spec::kStockShown.size(); ++i) {
    stocks[static_cast<std::size_t>(spec::kStockShown[i])] =
        static_cast<double>(row.station_stock_norm[i]) * spec::kStockScale;
  }
  PerCommodity<double> value{}, change{}, change_after{};
  for (std::size_t c = 0; c < kCommodities; ++c) {
    const spec::CommodityRow& commodity = spec::kCommodities[c];
    const double quoted = static_cast<double>(row.price_norm[c]) * commodity.price_max;
    const double capacity = commodity.depth + stocks[c];
    const double price = quoted / commodity.base_price;
    value[c] = ship.cargo[c] * quoted;
    change[c] = price - 1;
    change_after[c] = price * square(capacity / (capacity + ship.cargo[c])) - 1;
  }
  put(value, kCargoValueScale, features.value);
  put(change, 1, features.price);
  put(change_after, 1, features.price_after);
}

/// Ticks left: the observation has their share only, so ticks are counted from the actions.
double ticks_left(const ShipMemory& memory, const spec::ObsRow& row) {
  const double share_left = row.time_frac;
  if (!(share_left > 0)) return 0;
  if (!(memory.ticks_spent > 0)) return kInfinity;
  return memory.ticks_spent / max(1 - share_left, 1e-9) * share_left;
}

void put_way_home(const ShipMemory& memory, const spec::ObsRow& row, FeatureRow& features) {
  const double to_home = memory.ticks_between[memory.ship.node][kStation];
  const double fuel = static_cast<double>(row.fuel_frac) * spec::kFuelMax;
  features.fuel_left = clipped((fuel - kFuelPerTick * to_home - kFuelReserve) / kFuelScale);
  features.ticks_left =
      clipped((min(ticks_left(memory, row), kTicksScale) - to_home - kSaleTicks) / kTicksScale);
}

template <FeaturesVersion kVersion>
void update_features(ShipMemory& memory, const spec::ObsRow& row) {
  Stay& stay = memory.stay;
  if (stay.changed_rocks != 0) value_node<kVersion>(memory);
  put_rates<kVersion>(memory, row);
  if (stay.has_arrived) put_place(memory, stay.features);
  if constexpr (kVersion == FeaturesVersion::kFull) {
    put_commodities(memory.ship, row, stay.features);
  }
  put_way_home(memory, row, stay.features);
  stay.changed_rocks = 0;
  stay.has_arrived = false;
}

/// Columns of the compact features, in their order. trainkit.envs.features names them.
struct CompactRow {
  PerRock<float> promise_lead;
  PerEdge<float> surplus_lead, leads_home;
  float home_ticks, fuel_left, ticks_left, seen, frontier_edges;
  PerTickValue<float> belt_surplus, node_surplus;
  float node_rate, selected_share, untried;
};

CompactRow compact(const FeatureRow& row) {
  return {row.promise_lead, row.surplus_lead[0], row.leads_home, row.home_ticks,
          row.fuel_left,    row.ticks_left,      row.seen,       row.frontier_edges,
          row.belt_surplus, row.node_surplus,    row.node_rate,  row.selected_share,
          row.untried};
}

}  // namespace

std::size_t feature_count(int version) {
  switch (static_cast<FeaturesVersion>(version)) {
    case FeaturesVersion::kFull:
      return sizeof(FeatureRow) / sizeof(float);
    case FeaturesVersion::kCompact:
      return sizeof(CompactRow) / sizeof(float);
  }
  return 0;
}

void write_features(ShipMemory& memory, const spec::ObsRow& row, FeaturesVersion version,
                    float* features) {
  if (version == FeaturesVersion::kFull) {
    update_features<FeaturesVersion::kFull>(memory, row);
    std::memcpy(features, &memory.stay.features, sizeof(FeatureRow));
  } else {
    update_features<FeaturesVersion::kCompact>(memory, row);
    const CompactRow columns = compact(memory.stay.features);
    std::memcpy(features, &columns, sizeof columns);
  }
}

}  // namespace envcore::memory
