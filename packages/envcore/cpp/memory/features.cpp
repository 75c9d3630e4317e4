#include "memory/features.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

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
constexpr PerTickValue<double> kSurplusScales = {40'000, 80'000};  // credits
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

/// Sum of the three largest numbers, smallest first; none is negative.
double sum_of_best_three(const PerRock<double>& values) {
  double a = 0, b = 0, c = 0;  // a <= b <= c
  for (const double x : values) {
    const double above_a = min(max(x, a), b);  // without branches, which are mispredicted
    const double above_b = min(max(x, b), c);
    a = above_a, b = above_b, c = max(c, x);
  }
  return a + b + c;
}

/// Value a rock at the ship's node for a new ship.
void value_rock(ShipMemory& memory, std::size_t a) {
  Stay& stay = memory.stay;
  const std::size_t node = memory.ship.node;
  const bool was_mined = std::isfinite(memory.richness[node][a]);
  const bool is_untried = !was_mined && static_cast<double>(memory.stability[node][a]) >= kStable &&
                          memory.depletion[node][a] < 1.0F;
  Rock rock{0, memory.value[node][a], memory.stability[node][a], memory.depletion[node][a], 1};
  rock.richness = was_mined ? memory.richness[node][a] : is_untried ? kUntriedRichness : 0.0;
  stay.richness[a] = rock.richness;
  stay.pay[a] = rock.rate() * rock.value * kStandardYield;
  stay.promise[a] = is_untried ? rock.value * rock.stability : 0.0;
  for (std::size_t i = 0; i < kTickValueCount; ++i) {
    stay.surplus[i][a] = surplus(rock, kTickValues[i]);
  }
  stay.features.was_mined[a] = was_mined ? 1.0F : 0.0F;
  stay.features.richness[a] = clipped(rock.richness / kRichnessScale);
  const std::uint32_t bit = 1U << a;
  stay.untried_rocks = is_untried ? stay.untried_rocks | bit : stay.untried_rocks & ~bit;
}

/// Value the ship's node and the belt for a new ship, as estimates of rocks have changed.
void value_node(ShipMemory& memory) {
  Stay& stay = memory.stay;
  FeatureRow& features = stay.features;
  const std::size_t node = memory.ship.node;
  for (std::uint32_t rocks = stay.changed_rocks; rocks != 0; rocks &= rocks - 1) {
    value_rock(memory, static_cast<std::size_t>(std::countr_zero(rocks)));
  }
  put(lead(stay.promise), kPromiseScale, features.promise_lead);
  features.untried =
      clipped(static_cast<double>(std::popcount(stay.untried_rocks)) / spec::kMaxAsteroids);
  double best_pay = -kInfinity;
  for (const double pay : stay.pay) best_pay = max(best_pay, pay);
  memory.best_pay[node] = best_pay;
  PerTickValue<double> sums{};
  for (std::size_t i = 0; i < kTickValueCount; ++i) {
    memory.surplus[i][node] = sum_of_best_three(stay.surplus[i]);
    features.node_surplus[i] = clipped(memory.surplus[i][node] / kSurplusScales[i]);
  }
  for (std::size_t k = 0; k < kNodes; ++k) {
    for (std::size_t i = 0; i < kTickValueCount; ++i) sums[i] += memory.surplus[i][k];
  }
  for (std::size_t i = 0; i < kTickValueCount; ++i) {
    features.belt_surplus[i] = clipped(sums[i] / (kBeltNodesAtScale * kSurplusScales[i]));
  }
}

/// Value the rocks at the ship's node for this ship, where they or the ship have changed.
void rate_rocks(ShipMemory& memory, const spec::ObsRow& row) {
  Stay& stay = memory.stay;
  const std::size_t node = memory.ship.node;
  const double efficiency = memory.ship.mining_efficiency;
  const FractureOdds odds = fracture_odds(row);
  const bool is_other_ship = efficiency != stay.mining_efficiency || !(odds == stay.odds);
  const std::uint32_t to_rate = is_other_ship ? (1U << kRocks) - 1 : stay.changed_rocks;
  if (to_rate != 0) {
    for (std::uint32_t rocks = to_rate; rocks != 0; rocks &= rocks - 1) {
      const auto a = static_cast<std::size_t>(std::countr_zero(rocks));
      const Rock rock{stay.richness[a], memory.value[node][a], memory.stability[node][a],
                      memory.depletion[node][a], efficiency};
      stay.rate[a] = best_rate(rock, odds);
    }
    stay.mining_efficiency = efficiency;
    stay.odds = odds;
    put(stay.rate, kRateScale, stay.features.rate);
    put(lead(stay.rate), kRateScale, stay.features.rate_lead);
  }
  double best = -kInfinity;
  for (const double rate : stay.rate) best = max(best, rate);
  const int selected = memory.ship.selected;
  const double rate = selected < 0 ? 0.0 : stay.rate[static_cast<std::size_t>(selected)];
  stay.features.node_rate = clipped((best - kTickValues[0]) / kTicksScale);
  stay.features.selected_share = clipped(rate / max(best, 1) - kSelectedShare);
}

/// What lies behind the edges of the ship's node; a node is behind the edge where its route begins.
struct EdgesHere {
  PerEdge<double> is_known{};
  PerEdge<double> pay{};
  std::array<PerEdge<double>, kTickValueCount> surplus{};       // of the best node, less the travel
  std::array<PerEdge<double>, kTickValueCount> ticks{};         // to that node
  PerEdge<double> unseen = filled<PerEdge<double>>(kInfinity);  // ticks to the nearest unseen node
  PerEdge<double> leads_home{};
};

/// Find the best node and the nearest unseen one behind each edge.
void look_behind_edges(const ShipMemory& memory, EdgesHere& edges) {
  const std::size_t node = memory.ship.node;
  for (std::size_t i = 0; i < kTickValueCount; ++i) {
    edges.surplus[i].fill(-kInfinity);
    edges.ticks[i].fill(memory.ticks_between[node][kStation]);
  }
  const auto& ticks_to_home = memory.ticks_between[kStation];  // routes are as long both ways
  for (std::size_t k = 0; k < kNodes; ++k) {
    const auto slot = static_cast<std::size_t>(memory.first_slot[node][k]);
    if (slot >= kEdges) continue;  // -1: no route
    const double ticks = memory.ticks_between[node][k];
    const double round_trip = ticks + static_cast<double>(ticks_to_home[k]);
    edges.unseen[slot] = std::min(edges.unseen[slot], memory.ticks_to_unseen[k] + ticks);
    for (std::size_t i = 0; i < kTickValueCount; ++i) {
      const double worth = max(memory.surplus[i][k], memory.hope[i][k]);
      const double net = worth - kTickValues[i] * round_trip;
      if (!(net > edges.surplus[i][slot])) continue;
      edges.surplus[i][slot] = net;
      edges.ticks[i][slot] = ticks;
    }
  }
}

EdgesHere value_edges(const ShipMemory& memory) {
  EdgesHere edges;
  look_behind_edges(memory, edges);
  const std::size_t node = memory.ship.node;
  const double to_home = memory.ticks_between[node][kStation];
  for (std::size_t slot = 0; slot < kEdges; ++slot) {
    const double ticks = memory.edge_ticks[node][slot];
    const auto neighbor = static_cast<std::size_t>(memory.leads_to[node][slot]);
    edges.leads_home[slot] = memory.first_slot[node][kStation] == static_cast<int>(slot);
    if (ticks > 0 && neighbor < kNodes) {
      edges.is_known[slot] = 1;
      edges.pay[slot] = memory.best_pay[neighbor];
    } else if (ticks > 0) {
      edges.unseen[slot] = ticks;
      const double expected = new_node_surplus(memory.edge_is_hazard[node][slot]);
      for (std::size_t i = 0; i < kTickValueCount; ++i) {
        edges.surplus[i][slot] = expected - kTickValues[i] * (2 * ticks + to_home);
        edges.ticks[i][slot] = ticks;
      }
    }
    for (std::size_t i = 0; i < kTickValueCount; ++i) {
      edges.surplus[i][slot] = max(edges.surplus[i][slot], -kSurplusScales[i]);
    }
  }
  return edges;
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

}  // namespace

void write_features(ShipMemory& memory, const spec::ObsRow& row, float* features) {
  Stay& stay = memory.stay;
  if (stay.changed_rocks != 0) value_node(memory);
  rate_rocks(memory, row);
  if (stay.has_arrived) put_place(memory, stay.features);
  put_commodities(memory.ship, row, stay.features);
  put_way_home(memory, row, stay.features);
  stay.changed_rocks = 0;
  stay.has_arrived = false;
  std::memcpy(features, &stay.features, sizeof stay.features);
}

}  // namespace envcore::memory
