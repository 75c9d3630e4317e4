// The state of one world: plain data, trivially copyable, so that a snapshot is a copy.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <type_traits>

#include "rules/random.hpp"

namespace envcore {

using spec::ActionId;
using spec::EndCause;
using spec::EnvConfig;
using spec::NodeType;
using spec::RewardMode;

/// Index into a fixed array, from the small ints that the rules count with.
constexpr std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// A number for each commodity.
using PerCommodity = Lanes<spec::kNCommodities>;

struct Ship {
  double fuel = 0;
  double hull = 0;
  double heat = 0;
  double tool = 0;
  double alert = 0;
  double credits = 0;
  PerCommodity cargo{};
  std::int8_t repair_kits = 0;
  std::int8_t stabilizers = 0;
  std::int8_t decoys = 0;
  std::int8_t node = 0;
  std::int8_t selected = -1;  // asteroid of this node, or -1
  std::int8_t escape_ticks = 0;
  std::int8_t anchor_ticks = 0;
};

/// Running totals of an episode.
struct Counters {
  double fuel_used = 0;
  double hull_damage = 0;
  double tool_wear = 0;
  double utilization_ticks = 0;  // ticks times the share of the hold in use
  double total_spend = 0;
  double value_lost_to_pirates = 0;
  int overheat_ticks = 0;
  int pirate_encounters = 0;
  int scan_count = 0;
  int mining_ticks = 0;
};

/// The station's market.
struct Market {
  PerCommodity drift{};
  PerCommodity shock{};
  PerCommodity stock{};
  PerCommodity price{};       // quoted now
  PerCommodity last_price{};  // quoted at the previous observation
  PerCommodity base_stock{};
  PerCommodity base_pressure{};  // of the base stock on the price; derived from it
  PerCommodity swing{};
  PerCommodity season_ticks{};  // integers
  PerCommodity phase{};         // ticks into the season; integers, derived from the clock
  std::array<std::int16_t, spec::kNCommodities> season_offset{};
};

/// The true properties of an asteroid: random and constant.
struct Rock {
  PerCommodity composition{};
  double stability = 0;
  double richness = 0;  // units/tick
  double noise = 0;
};

/// The estimates of an asteroid, and how much of it is mined.
struct Asteroid {
  PerCommodity estimate{};
  double stability_estimate = 0;
  double confidence = 0;
  double depletion = 0;  // 1: exhausted
};

/// One end of an edge, as seen from its node.
struct Neighbor {
  std::uint8_t node = 0;
  std::uint8_t edge_end = 0;  // twice the number of the edge, plus 1 at its second end

  int edge() const { return edge_end / 2; }
};

struct Node {
  double danger = 0;
  double piracy = 0;
  NodeType type = NodeType::kCluster;
  std::uint8_t hops = 0;  // to the station
  std::uint8_t degree = 0;
  std::uint8_t asteroid_count = 0;  // 0 at the station and until the field is generated
  std::array<Neighbor, spec::kMaxNeighbors> neighbors{};  // slot order
};

struct Edge {
  double fuel = 0;                           // for an empty ship
  double threat = 0;                         // true, in 0..1
  std::array<double, 2> threat_estimates{};  // one per end
};

struct Belt {
  std::uint8_t node_count = 0;
  std::array<std::uint8_t, spec::kMaxEdges> edge_ticks{};
  std::array<Node, spec::kMaxNodes> nodes{};
  std::array<Edge, spec::kMaxEdges> edges{};
};

/// The asteroids of one node.
using Field = std::array<Asteroid, spec::kMaxAsteroids>;

/// Sets of asteroids of a node: bit a for asteroid a.
struct FieldMarks {
  std::uint16_t touched = 0;    // scanned or mined in this episode
  std::uint16_t exhausted = 0;  // depletion is 1
};

/// One world. What every step reads comes first. Fields are valid once generated; a reset leaves
/// them as they are.
struct alignas(64) World {
  RngKey chance;  // named as in the layout of the state
  EnvConfig config;
  int tick = 0;
  EndCause end_cause = EndCause::kNone;
  std::uint16_t rocks_drawn = 0;  // bit a: rocks[a] holds asteroid a of the ship's node
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
// an odd number of cache lines: neighboring worlds use different cache sets
static_assert(sizeof(World) / 64 % 2 == 1);

inline namespace ENVCORE_ISA {

inline bool is_at_station(const Ship& ship) { return ship.node == 0; }

/// The tick as an index of random numbers.
inline std::uint64_t tick_index(const World& world) {
  return static_cast<std::uint64_t>(world.tick);
}

inline bool has_ended(const World& world) { return world.end_cause != EndCause::kNone; }

inline FieldMarks& marks_here(World& world) { return world.field_marks[at(world.ship.node)]; }
inline const FieldMarks& marks_here(const World& world) {
  return world.field_marks[at(world.ship.node)];
}

inline Node& node_here(World& world) { return world.belt.nodes[at(world.ship.node)]; }
inline const Node& node_here(const World& world) { return world.belt.nodes[at(world.ship.node)]; }

/// The asteroids of node n > 0; they must have been generated.
inline Field& field_at(World& world, int n) { return world.fields[at(n - 1)]; }
inline const Field& field_at(const World& world, int n) { return world.fields[at(n - 1)]; }

/// The threat estimate of the edge in slot k of node n, at this end.
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
  return dot(world.ship.cargo, world.market.price);
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
