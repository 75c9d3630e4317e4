#include "vector/prefetch.hpp"

#include <cstddef>

namespace envcore::inline ENVCORE_CLONE {
namespace {

using spec::ActionRow;
using spec::Family;
using spec::ObsRow;

/// Ask for the cache lines that hold `bytes` bytes from here on.
void prefetch([[maybe_unused]] const void* from, [[maybe_unused]] std::size_t bytes) {
#ifdef __GNUC__
  const auto* line = static_cast<const char*>(from);
  for (std::size_t offset = 0; offset < bytes; offset += 64) __builtin_prefetch(line + offset, 1);
  // GCC takes a function that does no more than this for one that does nothing, and leaves out its
  // calls
  asm volatile("");
#endif
}

void prefetch_edges(const World& world, const Node& node) {
  for (int k = 0; k < node.degree; ++k) {
    prefetch(&world.belt.edges[at(node.neighbors[at(k)].edge())], sizeof(Edge));
  }
}

void prefetch_travel(const World& world, const Neighbor& way, const ObsRow& row) {
  prefetch(&world.belt.edge_ticks[at(way.edge())], 1);
  prefetch(&world.belt.edges[at(way.edge())], sizeof(Edge));
  prefetch(&world.belt.nodes[way.node], sizeof(Node));
  prefetch(&world.field_marks[way.node], sizeof(FieldMarks));
  if (way.node > 0) prefetch(&field_at(world, way.node), sizeof(Field));
  prefetch(&row.neighbors, offsetof(ObsRow, price_norm) - offsetof(ObsRow, neighbors));
}

void prefetch_wide_scan(const World& world, const ObsRow& row) {
  const std::size_t count = node_here(world).asteroid_count;
  if (count == 0) return;
  prefetch(&world.rocks, count * sizeof(Rock));
  prefetch(&field_at(world, world.ship.node), count * sizeof(Asteroid));
  prefetch(&row.asteroids, count * sizeof(spec::AsteroidObs));
}

void prefetch_listen(const World& world, const ObsRow& row) {
  const Node& node = node_here(world);
  prefetch_edges(world, node);
  prefetch(&row.neighbors, node.degree * sizeof(spec::NeighborObs));
}

}  // namespace

void prefetch_world(const World& world) { prefetch(&world, offsetof(World, rocks)); }

void prefetch_place(const World& world, const ObsRow& row) {
  const Ship& ship = world.ship;
  prefetch(&node_here(world), sizeof(Node));
  prefetch(&marks_here(world), sizeof(FieldMarks));
  if (ship.selected >= 0) {
    prefetch(&world.rocks[at(ship.selected)], sizeof(Rock));
    prefetch(&field_at(world, ship.node)[at(ship.selected)], sizeof(Asteroid));
  }
  prefetch(&row, offsetof(ObsRow, neighbors));
  prefetch(&row.price_norm, sizeof(ObsRow) - offsetof(ObsRow, price_norm));
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
      return prefetch(&row.asteroids[at(act.arg)], sizeof(spec::AsteroidObs));
    default:
      return;
  }
}

void prefetch_arrival(const World& world, const ActionSet& legal, std::int64_t action) {
  if (action >= spec::kMaxNeighbors || !contains(legal, action)) return;
  const Belt& belt = world.belt;
  const Neighbor& way = node_here(world).neighbors[static_cast<std::size_t>(action)];
  const Node& there = belt.nodes[way.node];
  prefetch_edges(world, there);
  for (int k = 0; k < there.degree; ++k) {
    prefetch(&belt.nodes[there.neighbors[at(k)].node], sizeof(Node));
  }
}

}  // namespace envcore::inline ENVCORE_CLONE
