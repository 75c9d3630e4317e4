#include "rules/observation.hpp"

#include <bit>

#include "rules/market.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

using spec::AsteroidObs;
using spec::Event;
using spec::NeighborObs;
using spec::ObsRow;

/// Clamped in binary64, then rounded once.
constexpr float frac(double x) { return static_cast<float>(clamp(x, 0, 1)); }

float flag(bool is_true) { return static_cast<float>(is_true); }

/// n / scale for n = 0..kMost.
template <std::size_t kMost>
constexpr std::array<float, kMost + 1> fractions(double scale) {
  std::array<float, kMost + 1> out{};
  for (std::size_t n = 0; n <= kMost; ++n) out[n] = frac(static_cast<double>(n) / scale);
  return out;
}

constexpr auto kSupplyFractions = fractions<spec::kSupplyMax>(spec::kSupplyMax);
constexpr auto kEscapeFractions = fractions<spec::kEscapeTicks>(spec::kEscapeTicks);
constexpr auto kAnchorFractions = fractions<spec::kAnchorTicks>(spec::kAnchorTicks);
constexpr auto kNodeFractions = fractions<spec::kMaxNodes - 1>(spec::kNodeIndexScale);
constexpr auto kTicksFractions = fractions<spec::kEdgeTicksMax>(spec::kEdgeTicksMax);

template <std::size_t N>
void put_fracs(const Lanes<N>& x, float* to) {
  write_floats(clamp(x, 0, 1), to);
}

void put_credits(const Ship& ship, ObsRow& row) {
  constexpr double kLogCap = ln(1 + spec::kCreditsCap);
  row.credits_log_norm = frac(ln(1 + ship.credits) / kLogCap);
}

constexpr Lanes<4> kGaugesMax = {spec::kFuelMax, spec::kHullMax, spec::kHeatMax, spec::kToolMax};

/// The ship, without its credits.
void put_ship(const World& world, ObsRow& row) {
  const Ship& ship = world.ship;
  const double time_remaining = std::max(0, world.config.time_max - world.tick);
  // fuel_frac, hull_frac, heat_frac, tool_frac
  put_fracs(lanes_of(ship.fuel, ship.hull, ship.heat, ship.tool) / kGaugesMax, &row.fuel_frac);
  row.cargo_load_frac = frac(sum(ship.cargo) / spec::kCargoMax);
  row.alert_frac = frac(ship.alert / spec::kAlertMax);
  row.time_frac = frac(time_remaining / world.config.time_max);
  put_fracs(ship.cargo / spec::kCargoMax, row.cargo_by_commodity_frac.data());
  row.repair_kits_norm = kSupplyFractions[at(ship.repair_kits)];
  row.stabilizers_norm = kSupplyFractions[at(ship.stabilizers)];
  row.decoys_norm = kSupplyFractions[at(ship.decoys)];
  row.mining_active_flag = flag(ship.selected >= 0);
  row.escape_buff_frac = kEscapeFractions[at(ship.escape_ticks)];
  row.anchor_buff_frac = kAnchorFractions[at(ship.anchor_ticks)];
}

/// The node, and its neighbors and asteroids as empty slots.
void put_place(const World& world, ObsRow& row) {
  const Node& node = node_here(world);
  row.at_station_flag = flag(is_at_station(world.ship));
  row.current_node_type = {};
  row.current_node_type[static_cast<std::size_t>(node.type)] = 1.0F;
  row.current_node_index_norm = kNodeFractions[at(world.ship.node)];
  row.steps_to_station_norm = kNodeFractions[node.hops];
  row.neighbors = {};
  row.asteroids = {};
}

void put_neighbor(const World& world, int k, NeighborObs& slot) {
  const Belt& belt = world.belt;
  const Neighbor& neighbor = node_here(world).neighbors[at(k)];
  const int edge = neighbor.edge();
  slot.valid = 1.0F;
  slot.node_type[static_cast<std::size_t>(belt.nodes[neighbor.node].type)] = 1.0F;
  slot.travel_time_norm = kTicksFractions[belt.edge_ticks[at(edge)]];
  slot.travel_fuel_cost_norm = frac(belt.edges[at(edge)].fuel / spec::kTravelFuelScale);
  slot.threat_est = frac(threat_estimate_at(belt, world.ship.node, k));
}

/// The slot of an asteroid, without its selected flag.
void put_asteroid(const Asteroid& asteroid, AsteroidObs& slot) {
  slot.valid = 1.0F;
  put_fracs(asteroid.estimate, slot.comp_est.data());
  slot.stability_est = frac(asteroid.stability_estimate);
  slot.depletion_frac = frac(asteroid.depletion);
  slot.scan_conf = frac(asteroid.confidence);
}

/// Move the selected flag from one asteroid to another; -1 for none.
void put_selection(int from, int to, ObsRow& row) {
  if (from >= 0) row.asteroids[at(from)].selected_flag = 0;
  if (to >= 0) row.asteroids[at(to)].selected_flag = 1;
}

void put_market(const World& world, ObsRow& row) {
  const Market& market = world.market;
  put_fracs(market.price / kPriceMax, row.price_norm.data());
  const PerCommodity change = (market.price - market.last_price) / spec::kPriceDeltaScale;
  write_floats(clamp(change, -1, 1), row.price_delta_norm.data());
  const auto stock = [&](int i) { return market.stock[at(spec::kStockShown[at(i)])]; };
  put_fracs(lanes_of(stock(0), stock(1), stock(2), stock(3)) / spec::kStockScale,
            row.station_stock_norm.data());
}

/// Which fields are out of date, of those that most steps leave as they are.
struct Stale {
  bool credits = true;
  bool place = true;
  bool neighbors = true;
  unsigned asteroids = 0;  // bit a: asteroid a of the ship's node
  int selected = -1;       // the asteroid whose selected flag is set in the row
};

unsigned all_asteroids(const World& world) { return (1U << node_here(world).asteroid_count) - 1; }

Stale stale_after(const World& world, const StepRecord& record) {
  const bool has_travelled = has_event(record, Event::kTravelled);
  return {.credits = record.after.credits != record.before.credits,
          .place = has_travelled,
          .neighbors = has_travelled || record.action == ActionId::kThreatListen,
          .asteroids = has_travelled ? all_asteroids(world) : record.asteroids_changed,
          .selected = has_travelled ? -1 : record.selected_before};
}

/// Write what is stale and what changes in every step: the only place that writes a field.
void write_stale(const World& world, const Stale& stale, ObsRow& row) {
  put_ship(world, row);
  put_market(world, row);
  if (stale.credits) put_credits(world.ship, row);
  if (stale.place) put_place(world, row);
  if (stale.neighbors) {
    for (int k = 0; k < node_here(world).degree; ++k) put_neighbor(world, k, row.neighbors[at(k)]);
  }
  for (unsigned left = stale.asteroids; left != 0; left &= left - 1) {
    const int a = std::countr_zero(left);
    put_asteroid(field_at(world, world.ship.node)[at(a)], row.asteroids[at(a)]);
  }
  if (stale.selected != world.ship.selected) {
    put_selection(stale.selected, world.ship.selected, row);
  }
}

}  // namespace

void pack_observation(const World& world, std::span<float, spec::kObsDim> out) {
  pack_observation(world, *reinterpret_cast<ObsRow*>(out.data()));
}

void pack_observation(const World& world, ObsRow& row) {
  write_stale(world, {.asteroids = all_asteroids(world)}, row);
}

void update_observation(const World& world, const StepRecord& record, ObsRow& row) {
  write_stale(world, stale_after(world, record), row);
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
