#include "vector/prefetch.hpp"

#include <cstddef>

#include "numerics/prefetch_lines.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

using spec::ActionRow;
using spec::Family;
using spec::ObsRow;

/// What the observation shows of the slots of a node.
void prefetch_neighbors(const World& world, const Node& node) {
  for (int k = 0; k < node.degree; ++k) {
    const Neighbor& slot = node.neighbors[at(k)];
    prefetch_lines(&world.belt.edges[at(slot.edge())], sizeof(Edge));
    prefetch_lines(&world.belt.nodes[slot.node], sizeof(Node));
  }
}

void prefetch_travel(const World& world, const Neighbor& slot, const ObsRow& row) {
  prefetch_lines(&world.belt.edge_ticks[at(slot.edge())], 1);
  prefetch_lines(&world.belt.edges[at(slot.edge())], sizeof(Edge));
  prefetch_lines(&world.belt.nodes[slot.node], sizeof(Node));
  prefetch_lines(&world.field_marks[slot.node], sizeof(FieldMarks));
  if (slot.node > 0) prefetch_lines(&field_at(world, slot.node), sizeof(Field));
  prefetch_lines(&row.neighbors, offsetof(ObsRow, price_norm) - offsetof(ObsRow, neighbors));
}

void prefetch_wide_scan(const World& world, const ObsRow& row) {
  const std::size_t count = node_here(world).asteroid_count;
  if (count == 0) return;
  prefetch_lines(&world.rocks, count * sizeof(Rock));
  prefetch_lines(&field_at(world, world.ship.node), count * sizeof(Asteroid));
  prefetch_lines(&row.asteroids, count * sizeof(spec::AsteroidObs));
}

void prefetch_listen(const World& world, const ObsRow& row) {
  const Node& node = node_here(world);
  prefetch_neighbors(world, node);
  prefetch_lines(&world.belt.edge_ticks, sizeof(world.belt.edge_ticks));
  prefetch_lines(&row.neighbors, node.degree * sizeof(spec::NeighborObs));
}

}  // namespace

void prefetch_world(const World& world) { prefetch_lines(&world, offsetof(World, rocks)); }

void prefetch_place(const World& world, const ObsRow& row) {
  const Ship& ship = world.ship;
  prefetch_lines(&node_here(world), sizeof(Node));
  prefetch_lines(&marks_here(world), sizeof(FieldMarks));
  if (ship.selected >= 0) {
    prefetch_lines(&world.rocks[at(ship.selected)], sizeof(Rock));
    prefetch_lines(&field_at(world, ship.node)[at(ship.selected)], sizeof(Asteroid));
  }
  prefetch_lines(&row, offsetof(ObsRow, neighbors));
  prefetch_lines(&row.price_norm, sizeof(ObsRow) - offsetof(ObsRow, price_norm));
}

void prefetch_effect(const World& world, const ActionSet& legal, std::int64_t action,
                     const ObsRow& row) {
  if (!contains(legal, action)) return;
  const ActionRow& act = spec::kActions[static_cast<std::size_t>(action)];
  switch (act.family) {
    case Family::kTravel:
      return prefetch_travel(world, node_here(world).neighbors[at(act.arg)], row);
    case Family::kScan:
      if (act.arg == 0) prefetch_wide_scan(world, row);
      return;
    case Family::kListen:
      return prefetch_listen(world, row);
    case Family::kSelect:
      return prefetch_lines(&row.asteroids[at(act.arg)], sizeof(spec::AsteroidObs));
    default:
      return;
  }
}

void prefetch_arrival(const World& world, const ActionSet& legal, std::int64_t action) {
  if (action >= spec::kMaxNeighbors || !contains(legal, action)) return;
  const Belt& belt = world.belt;
  const Neighbor& slot = node_here(world).neighbors[static_cast<std::size_t>(action)];
  const Node& there = belt.nodes[slot.node];
  prefetch_neighbors(world, there);
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
