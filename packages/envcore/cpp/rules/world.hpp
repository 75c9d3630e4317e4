// The state of one world: plain data, trivially copyable, so that a snapshot is a copy.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <type_traits>

#include "numerics/philox.hpp"

namespace envcore {

using spec::ActionId;
using spec::EndCause;
using spec::EnvConfig;
using spec::NodeType;
using spec::RewardMode;

/// Index into a fixed array, from the small ints that the rules count with.
constexpr std::size_t at(int index) { return static_cast<std::size_t>(index); }

struct Ship {
  double fuel = 0;
  double hull = 0;
  double heat = 0;
  double tool = 0;
  double alert = 0;
  double credits = 0;
  Shares cargo{};
  std::int8_t repair_kits = 0;
  std::int8_t stabilizers = 0;
  std::int8_t decoys = 0;
  std::int8_t node = 0;
  std::int8_t selected = -1;  // asteroid of this node, or -1
  std::int8_t escape_ticks = 0;
  std::int8_t anchor_ticks = 0;
};

/// Running totals of an episode. Those of fuel, hull and tool stand where Ship has theirs, so that
/// a step adds to all in one.
struct Counters {
  double fuel_used = 0;
  double hull_damage = 0;
  double utilization_ticks = 0;  // ticks times the share of the hold in use
  double tool_wear = 0;
  double total_spend = 0;
  double value_lost_to_pirates = 0;
  int overheat_ticks = 0;
  int pirate_encounters = 0;
  int scan_count = 0;
  int mining_ticks = 0;
};

/// The station's market: a value for each commodity, side by side.
struct Market {
  Shares drift{};
  Shares shock{};
  Shares stock{};
  Shares price{};       // quoted now
  Shares last_price{};  // quoted at the observation before this one
  Shares base_stock{};
  Shares base_pressure{};  // of the base stock on the price: made from it
  Shares swing{};
  Shares season_ticks{};  // whole numbers
  Shares phase{};         // ticks into the season: whole numbers, made from the clock
  std::array<std::int16_t, spec::kNCommodities> season_offset{};
};

/// What a rock is: drawn, and never changed.
struct Rock {
  Shares composition{};
  double stability = 0;
  double richness = 0;  // units/tick
  double noise = 0;
};

/// What is believed of an asteroid, and how much of it is gone.
struct Asteroid {
  Shares estimate{};
  double stability_estimate = 0;
  double confidence = 0;
  double depletion = 0;  // 1: exhausted
};

/// One end of an edge, as seen from its node.
struct Neighbor {
  std::uint8_t node = 0;
  std::uint8_t edge_end = 0;  // twice the number of the edge, and 1 more at its second end

  int edge() const { return edge_end / 2; }
};

struct Node {
  double danger = 0;
  double piracy = 0;
  NodeType type = NodeType::kCluster;
  std::uint8_t hops = 0;  // to the station
  std::uint8_t degree = 0;
  std::uint8_t asteroid_count = 0;  // 0: at the station, or the field was not made yet
  std::array<Neighbor, spec::kMaxNeighbors> neighbors{};  // slot order
};

struct Edge {
  double fuel = 0;                           // for an empty ship
  double threat = 0;                         // true, in 0..1
  std::array<double, 2> threat_estimates{};  // of either end
};

struct Belt {
  std::uint8_t node_count = 0;
  std::array<std::uint8_t, spec::kMaxEdges> edge_ticks{};
  std::array<Node, spec::kMaxNodes> nodes{};
  std::array<Edge, spec::kMaxEdges> edges{};
};

/// The asteroids of one node.
using Field = std::array<Asteroid, spec::kMaxAsteroids>;

/// Which asteroids of a node are out of the ordinary: bit a for asteroid a.
struct FieldMarks {
  std::uint16_t touched = 0;    // scanned or mined in this episode
  std::uint16_t exhausted = 0;  // depletion is 1
};

/// One world. What every step needs comes first; the fields are only valid once they were made,
/// and a reset does not touch them.
struct alignas(64) World {
  Chance chance;
  EnvConfig config;
  int tick = 0;
  EndCause end_cause = EndCause::kNone;
  std::uint16_t rocks_drawn = 0;  // bit a: rocks[a] is that of asteroid a at the ship's node
  alignas(64) Ship ship;
  Counters counters;
  Market market;
  alignas(64) std::array<Rock, spec::kMaxAsteroids> rocks;  // at the ship's node
  alignas(64) Belt belt;
  std::array<FieldMarks, spec::kMaxNodes> field_marks{};
  alignas(64) std::array<Field, spec::kMaxNodes - 1> fields;  // of nodes 1, 2, ...
};
static_assert(std::is_trivially_copyable_v<World>);
static_assert(sizeof(World) <= 40 * 1024);
// a stride of an odd number of cache lines: worlds side by side do not share cache sets
static_assert(sizeof(World) / 64 % 2 == 1);

inline namespace ENVCORE_CLONE {

inline bool is_at_station(const Ship& ship) { return ship.node == 0; }

inline bool has_ended(const World& world) { return world.end_cause != EndCause::kNone; }

inline FieldMarks& marks_here(World& world) { return world.field_marks[at(world.ship.node)]; }
inline const FieldMarks& marks_here(const World& world) {
  return world.field_marks[at(world.ship.node)];
}

inline Node& node_here(World& world) { return world.belt.nodes[at(world.ship.node)]; }
inline const Node& node_here(const World& world) { return world.belt.nodes[at(world.ship.node)]; }

/// The asteroids of node n > 0; they must have been made.
inline Field& field_at(World& world, int n) { return world.fields[at(n - 1)]; }
inline const Field& field_at(const World& world, int n) { return world.fields[at(n - 1)]; }

/// The estimate that node n has of the threat of the edge in its slot k.
inline double& threat_estimate_at(Belt& belt, int n, int k) {
  const Neighbor& slot = belt.nodes[at(n)].neighbors[at(k)];
  return belt.edges[at(slot.edge())].threat_estimates[slot.edge_end % 2];
}
inline const double& threat_estimate_at(const Belt& belt, int n, int k) {
  const Neighbor& slot = belt.nodes[at(n)].neighbors[at(k)];
  return belt.edges[at(slot.edge())].threat_estimates[slot.edge_end % 2];
}

/// Value of the cargo at the prices quoted now, in credits.
inline double cargo_value_of(const World& world) {
  double value = world.ship.cargo[0] * world.market.price[0];
  for (int c = 1; c < spec::kNCommodities; ++c) {
    value += world.ship.cargo[at(c)] * world.market.price[at(c)];
  }
  return value;
}

}  // namespace ENVCORE_CLONE
}  // namespace envcore
