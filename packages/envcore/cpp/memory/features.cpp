#include "memory/features.hpp"

#include <algorithm>
#include <cmath>

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
constexpr std::array<double, kTickValueCount> kSurplusScales = {40'000, 80'000};  // credits
constexpr double kBeltNodesAtScale = 10;  // nodes at full surplus that make the belt's surplus 1

constexpr double kFuelPerTick = 24, kFuelReserve = 40;  // of travel with full cargo, at most
constexpr double kSaleTicks = 10;                       // at the station
constexpr double kUntriedRichness = 0.9;                // expected of a rock that was not mined
constexpr double kStable = 0.45;  // from here on a tick of careful mining rarely fractures a rock
constexpr double kSelectedShare = 0.85;  // of the best rate; above it changing rocks does not pay
constexpr double kTypicalStock = 70;     // units of a commodity whose stock is not observed

/// Appends numbers to a row, clipped to -1..1.
class Columns {
 public:
  explicit Columns(float* to) : to_(to) {}
  void put(double x) { *to_++ = static_cast<float>(x < -1 ? -1.0 : x > 1 ? 1.0 : x); }
  template <std::size_t N>
  void put(const std::array<double, N>& values, double scale) {
    for (const double x : values) put(x / scale);
  }

 private:
  float* to_;
};

/// By how much each number exceeds the maximum of the others.
template <std::size_t N>
std::array<double, N> lead(const std::array<double, N>& values) {
  const auto best = std::max_element(values.begin(), values.end());  // the first of equal ones
  double others = -kInfinity;
  for (auto x = values.begin(); x != values.end(); ++x) {
    if (x != best) others = std::max(others, *x);
  }
  std::array<double, N> leads{};
  for (std::size_t i = 0; i < N; ++i) leads[i] = values[i] - *best;
  leads[static_cast<std::size_t>(best - values.begin())] = *best - others;
  return leads;
}

/// Sum of the three largest numbers, smallest first; none is negative.
double sum_of_best_three(const PerRock<double>& values) {
  double a = 0, b = 0, c = 0;  // a <= b <= c
  for (const double x : values) {
    if (x > c) {
      a = b, b = c, c = x;
    } else if (x > b) {
      a = b, b = x;
    } else if (x > a) {
      a = x;
    }
  }
  return a + b + c;
}

/// What the rocks at the ship's node are worth.
struct RocksHere {
  PerRock<double> was_mined{};
  PerRock<double> richness{};  // expected; 0 if nothing is
  PerRock<double> rate{};      // credits of the next tick
  PerRock<double> promise{};   // value times stability of an untried rock
  int untried = 0;
};

/// Value the rocks at the ship's node, for this ship and, in the memory, for a new one.
RocksHere value_rocks(ShipMemory& memory, const spec::ObsRow& row) {
  RocksHere here;
  const std::size_t node = memory.ship.node;
  const FractureOdds odds = fracture_odds(row);
  std::array<PerRock<double>, kTickValueCount> surpluses{};
  double best_pay = -kInfinity;
  for (std::size_t a = 0; a < kRocks; ++a) {
    const bool was_mined = std::isfinite(memory.richness[node][a]);
    const bool is_untried = !was_mined &&
                            static_cast<double>(memory.stability[node][a]) >= kStable &&
                            memory.depletion[node][a] < 1.0F;
    Rock rock{0, memory.value[node][a], memory.stability[node][a], memory.depletion[node][a], 1};
    rock.richness = was_mined ? memory.richness[node][a] : is_untried ? kUntriedRichness : 0.0;
    best_pay = max(best_pay, rock.rate() * rock.value * kStandardYield);
    for (std::size_t i = 0; i < kTickValueCount; ++i) {
      surpluses[i][a] = surplus(rock, kTickValues[i]);
    }
    here.was_mined[a] = was_mined;
    here.richness[a] = rock.richness;
    here.promise[a] = is_untried ? rock.value * rock.stability : 0.0;
    here.untried += is_untried;
    rock.efficiency = memory.ship.mining_efficiency;
    here.rate[a] = best_rate(rock, odds);
  }
  memory.best_pay[node] = best_pay;
  for (std::size_t i = 0; i < kTickValueCount; ++i) {
    memory.surplus[i][node] = sum_of_best_three(surpluses[i]);
  }
  return here;
}

void put_rocks(const RocksHere& rocks, Columns& columns) {
  columns.put(rocks.was_mined, 1);
  columns.put(rocks.richness, kRichnessScale);
  columns.put(rocks.rate, kRateScale);
  columns.put(lead(rocks.rate), kRateScale);
  columns.put(lead(rocks.promise), kPromiseScale);
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

void put_edges(const EdgesHere& edges, Columns& columns) {
  columns.put(edges.is_known, 1);
  columns.put(edges.pay, kRateScale);
  for (std::size_t i = 0; i < kTickValueCount; ++i) {
    columns.put(edges.surplus[i], kSurplusScales[i]);
  }
  for (std::size_t i = 0; i < kTickValueCount; ++i) {
    columns.put(lead(edges.surplus[i]), kSurplusScales[i]);
  }
  for (const auto& ticks : edges.ticks) columns.put(ticks, kTravelScale);
  columns.put(edges.unseen, kTravelScale);
  columns.put(edges.leads_home, 1);
}

void put_commodities(const Ship& ship, const spec::ObsRow& row, Columns& columns) {
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
  columns.put(value, kCargoValueScale);
  columns.put(change, 1);
  columns.put(change_after, 1);
}

/// Ticks left: the observation has their share only, so ticks are counted from the actions.
double ticks_left(const ShipMemory& memory, const spec::ObsRow& row) {
  const double share_left = row.time_frac;
  if (!(share_left > 0)) return 0;
  if (!(memory.ticks_spent > 0)) return kInfinity;
  return memory.ticks_spent / max(1 - share_left, 1e-9) * share_left;
}

void put_belt(const ShipMemory& memory, const RocksHere& rocks, const spec::ObsRow& row,
              Columns& columns) {
  const std::size_t node = memory.ship.node;
  const double to_home = memory.ticks_between[node][kStation];
  const double fuel = static_cast<double>(row.fuel_frac) * spec::kFuelMax;
  columns.put(to_home / kTravelScale);
  columns.put((fuel - kFuelPerTick * to_home - kFuelReserve) / kFuelScale);
  columns.put((min(ticks_left(memory, row), kTicksScale) - to_home - kSaleTicks) / kTicksScale);
  const auto seen = std::count(memory.was_seen.begin(), memory.was_seen.end(), true);
  columns.put(static_cast<double>(seen) / spec::kMaxNodes);
  columns.put(static_cast<double>(memory.frontier_edges) / spec::kMaxNodes);
  for (std::size_t i = 0; i < kTickValueCount; ++i) {
    double sum = 0;
    for (const double surplus : memory.surplus[i]) sum += surplus;
    columns.put(sum / (kBeltNodesAtScale * kSurplusScales[i]));
  }
  for (std::size_t i = 0; i < kTickValueCount; ++i) {
    columns.put(memory.surplus[i][node] / kSurplusScales[i]);
  }
  const double best = *std::max_element(rocks.rate.begin(), rocks.rate.end());
  const int selected = memory.ship.selected;
  const double rate = selected < 0 ? 0.0 : rocks.rate[static_cast<std::size_t>(selected)];
  columns.put((best - kTickValues[0]) / kTicksScale);
  columns.put(rate / max(best, 1) - kSelectedShare);
  columns.put(static_cast<double>(rocks.untried) / spec::kMaxAsteroids);
}

}  // namespace

void write_features(ShipMemory& memory, const spec::ObsRow& row, float* features) {
  Columns columns(features);
  const RocksHere rocks = value_rocks(memory, row);
  put_rocks(rocks, columns);
  put_edges(value_edges(memory), columns);
  put_commodities(memory.ship, row, columns);
  put_belt(memory, rocks, row, columns);
}

}  // namespace envcore::memory
