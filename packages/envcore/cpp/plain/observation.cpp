#include "plain/observation.hpp"

#include <cstring>

namespace envcore::plain {
namespace {

using spec::AsteroidObs;
using spec::NeighborObs;
using spec::ObsRow;

/// Clamp in binary64, round once.
float frac(double x, double low = 0) { return static_cast<float>(clamp(x, low, 1)); }

float flag(bool is_true) { return is_true ? 1.0F : 0.0F; }

void pack_ship(const World& world, ObsRow& row) {
  const Ship& ship = world.ship;
  const int time_left = std::max(0, world.config.time_max - world.tick);
  constexpr double kLogCap = ln(1 + spec::kCreditsCap);
  row.fuel_frac = frac(ship.fuel / spec::kFuelMax);
  row.hull_frac = frac(ship.hull / spec::kHullMax);
  row.heat_frac = frac(ship.heat / spec::kHeatMax);
  row.tool_frac = frac(ship.tool / spec::kToolMax);
  row.cargo_load_frac = frac(sum_of(ship.cargo) / spec::kCargoMax);
  row.alert_frac = frac(ship.alert / spec::kAlertMax);
  row.time_frac = frac(static_cast<double>(time_left) / world.config.time_max);
  row.credits_log_norm = frac(ln(1 + ship.credits) / kLogCap);
  for (std::size_t c = 0; c < ship.cargo.size(); ++c) {
    row.cargo_by_commodity_frac[c] = frac(ship.cargo[c] / spec::kCargoMax);
  }
  row.repair_kits_norm = frac(static_cast<double>(ship.repair_kits) / spec::kSupplyMax);
  row.stabilizers_norm = frac(static_cast<double>(ship.stabilizers) / spec::kSupplyMax);
  row.decoys_norm = frac(static_cast<double>(ship.decoys) / spec::kSupplyMax);
  row.escape_buff_frac = frac(static_cast<double>(ship.escape_ticks) / spec::kEscapeTicks);
  row.anchor_buff_frac = frac(static_cast<double>(ship.anchor_ticks) / spec::kAnchorTicks);
}

void pack_place(const World& world, ObsRow& row) {
  const Node& node = world.belt.nodes[at(world.ship.node)];
  row.at_station_flag = flag(is_at_station(world.ship));
  row.mining_active_flag = flag(world.ship.selected >= 0);
  row.current_node_type[static_cast<std::size_t>(node.type)] = 1.0F;
  row.current_node_index_norm = frac(world.ship.node / spec::kNodeIndexScale);
  row.steps_to_station_norm = frac(node.hops / spec::kNodeIndexScale);
}

NeighborObs neighbor_obs(const Belt& belt, const Neighbor& edge) {
  NeighborObs slot{};
  slot.valid = 1.0F;
  slot.node_type[static_cast<std::size_t>(belt.nodes[at(edge.node)].type)] = 1.0F;
  slot.travel_time_norm = frac(static_cast<double>(edge.ticks) / spec::kEdgeTicksMax);
  slot.travel_fuel_cost_norm = frac(edge.fuel / spec::kTravelFuelScale);
  slot.threat_est = frac(edge.threat_estimate);
  return slot;
}

AsteroidObs asteroid_obs(const Asteroid& asteroid, bool is_selected) {
  AsteroidObs slot{};
  slot.valid = 1.0F;
  for (std::size_t c = 0; c < asteroid.estimate.size(); ++c) {
    slot.comp_est[c] = frac(asteroid.estimate[c]);
  }
  slot.stability_est = frac(asteroid.stability_estimate);
  slot.depletion_frac = frac(asteroid.depletion);
  slot.scan_conf = frac(asteroid.confidence);
  slot.selected_flag = flag(is_selected);
  return slot;
}

void pack_slots(const World& world, ObsRow& row) {
  const Node& node = world.belt.nodes[at(world.ship.node)];
  for (int k = 0; k < node.degree; ++k) {
    row.neighbors[at(k)] = neighbor_obs(world.belt, node.neighbors[at(k)]);
  }
  const Field& field = world.fields[at(world.ship.node)];
  for (int a = 0; a < field.count; ++a) {
    row.asteroids[at(a)] = asteroid_obs(field.asteroids[at(a)], a == world.ship.selected);
  }
}

void pack_market(const World& world, ObsRow& row) {
  for (std::size_t c = 0; c < world.market.size(); ++c) {
    const CommodityMarket& market = world.market[c];
    row.price_norm[c] = frac(market.price / spec::kCommodities[c].price_max);
    row.price_delta_norm[c] = frac((market.price - market.last_price) / spec::kPriceDeltaScale, -1);
  }
  for (std::size_t i = 0; i < spec::kStockShown.size(); ++i) {
    const CommodityMarket& market = world.market[at(spec::kStockShown[i])];
    row.station_stock_norm[i] = frac(market.stock / spec::kStockScale);
  }
}

}  // namespace

void pack_observation(const World& world, std::span<float, spec::kObsDim> out) {
  ObsRow row{};
  pack_ship(world, row);
  pack_place(world, row);
  pack_slots(world, row);
  pack_market(world, row);
  std::memcpy(out.data(), &row, sizeof(row));
}

}  // namespace envcore::plain
