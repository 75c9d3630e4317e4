#include "plain/effects/effects.hpp"

namespace envcore::plain {

void apply_travel(World& world, const spec::ActionRow& row, StepRecord& record) {
  Ship& ship = world.ship;
  const Neighbor& edge = world.belt.nodes[at(ship.node)].neighbors[at(row.arg)];
  const double load_frac = sum_of(ship.cargo) / spec::kCargoMax;
  ship.fuel -= edge.fuel * (1 + spec::kTravelLoadFactor * load_frac);
  record.dt = edge.ticks;
  record.trip_threat = edge.threat;
  ship.node = edge.node;
  ship.selected = -1;
  ship.anchor_ticks = 0;
}

void apply_hold(Ship& ship, const spec::ActionRow& row) {
  ship.alert = larger(0, ship.alert + row.alert);
  ship.heat = larger(0, ship.heat + row.heat);
}

void apply_burn(Ship& ship, const spec::ActionRow& row) {
  ship.fuel -= row.fuel;
  ship.alert += row.alert;
  ship.escape_ticks = spec::kEscapeTicks + row.ticks;
}

void apply_listen(World& world) {
  const auto tick = static_cast<std::uint64_t>(world.tick);
  const Draws<2> draws = world.chance.at<2>(Domain::kListen, tick);
  Node& node = world.belt.nodes[at(world.ship.node)];
  for (int k = 0; k < node.degree; ++k) {
    Neighbor& edge = node.neighbors[at(k)];
    const double heard = clamp(edge.threat + spec::kListenNoise * bell(draws[at(k)]), 0, 1);
    edge.threat_estimate = spec::kListenKeep * edge.threat_estimate + spec::kListenBlend * heard;
  }
}

}  // namespace envcore::plain
