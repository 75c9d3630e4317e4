#include "rules/effects/effects.hpp"
#include "rules/field.hpp"

namespace envcore::inline ENVCORE_CLONE {

void apply_travel(World& world, const spec::ActionRow& row, StepRecord& record) {
  Ship& ship = world.ship;
  const Neighbor& slot = node_here(world).neighbors[at(row.arg)];
  const Edge& edge = world.belt.edges[at(slot.edge())];
  const double load_frac = sum_of(ship.cargo) / spec::kCargoMax;
  ship.fuel -= edge.fuel * (1 + spec::kTravelLoadFactor * load_frac);
  record.trip_threat = edge.threat;
  ship.node = static_cast<std::int8_t>(slot.node);
  ship.selected = -1;
  ship.anchor_ticks = 0;
  arrive(world);
}

void apply_hold(Ship& ship, const spec::ActionRow& row) {
  ship.alert = larger(0, ship.alert + row.alert);
  ship.heat = larger(0, ship.heat + row.heat);
}

void apply_burn(Ship& ship, const spec::ActionRow& row) {
  ship.fuel -= row.fuel;
  ship.alert += row.alert;
  ship.escape_ticks = static_cast<std::int8_t>(spec::kEscapeTicks + row.ticks);
}

void apply_listen(World& world) {
  const auto tick = static_cast<std::uint64_t>(world.tick);
  const Draws<2> draws = draw<2>(world.chance, Domain::kListen, tick);
  const Node& node = node_here(world);
  for (int k = 0; k < node.degree; ++k) {
    const double threat = world.belt.edges[at(node.neighbors[at(k)].edge())].threat;
    const double heard = clamp(threat + spec::kListenNoise * bell(draws[at(k)]), 0, 1);
    double& estimate = threat_estimate_at(world.belt, world.ship.node, k);
    estimate = spec::kListenKeep * estimate + spec::kListenBlend * heard;
  }
}

}  // namespace envcore::inline ENVCORE_CLONE
