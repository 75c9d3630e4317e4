#include "rules/effects/effects.hpp"
#include "rules/field.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

void apply_travel(World& world, const spec::ActionRow& row, StepRecord& record) {
  Ship& ship = world.ship;
  const Neighbor& slot = node_here(world).neighbors[at(row.arg)];
  const Edge& edge = world.belt.edges[at(slot.edge())];
  const double load_frac = sum(ship.cargo) / spec::kCargoMax;
  ship.fuel -= edge.fuel * (1 + spec::kTravelLoadFactor * load_frac);
  record.trip_threat = edge.threat;
  ship.node = static_cast<std::int8_t>(slot.node);
  ship.selected = -1;
  ship.anchor_ticks = 0;
  arrive(world);
}

void apply_burn(Ship& ship, const spec::ActionRow& row) {
  ship.escape_ticks = static_cast<std::int8_t>(spec::kEscapeTicks + row.ticks);
}

void apply_listen(World& world, const RoundKeys& keys) {
  const auto words = random_words<2>(keys, Domain::kListen, tick_index(world));
  const Node& node = node_here(world);
  for (int k = 0; k < node.degree; ++k) {
    const double threat = world.belt.edges[at(node.neighbors[at(k)].edge())].threat;
    const double heard = clamp(threat + spec::kListenNoise * approx_normal(words[at(k)]), 0, 1);
    double& estimate = threat_estimate_at(world.belt, world.ship.node, k);
    estimate = spec::kListenKeep * estimate + spec::kListenBlend * heard;
  }
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
