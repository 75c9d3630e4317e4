// The state of one world: plain data, trivially copyable, so that a snapshot is a copy.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "plain/random.hpp"

namespace envcore::plain {

using spec::ActionId;
using spec::EndCause;
using spec::EnvConfig;
using spec::NodeType;
using spec::RewardMode;

/// Convert a small int to an index of a fixed array.
constexpr std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// One end of an edge, as seen from its node.
struct Neighbor {
  int node = 0;
  int ticks = 0;
  double fuel = 0;    // for an empty ship
  double threat = 0;  // true, in 0..1
  double threat_estimate = 0;
};

struct Node {
  NodeType type = NodeType::kCluster;
  int hops = 0;  // to the station
  int degree = 0;
  double danger = 0;
  double piracy = 0;
  std::array<Neighbor, spec::kMaxNeighbors> neighbors{};  // slot order
};

struct Belt {
  int node_count = 0;
  std::array<Node, spec::kMaxNodes> nodes{};
};

struct Asteroid {
  Shares composition{};
  Shares estimate{};
  double stability = 0;
  double stability_estimate = 0;
  double richness = 0;  // units/tick
  double noise = 0;
  double confidence = 0;
  double depletion = 0;      // 1: exhausted
  bool was_touched = false;  // scanned or mined in this episode
};

/// The asteroids of one node.
struct Field {
  int count = 0;
  std::array<Asteroid, spec::kMaxAsteroids> asteroids{};
};

/// The station's market of one commodity.
struct CommodityMarket {
  int season_ticks = 0;
  int season_offset = 0;
  double swing = 0;
  double base_stock = 0;
  double stock = 0;
  double drift = 0;
  double shock = 0;
  double price = 0;       // quoted now
  double last_price = 0;  // quoted at the observation before this one
};

struct Ship {
  double fuel = 0;
  double hull = 0;
  double heat = 0;
  double tool = 0;
  double alert = 0;
  double credits = 0;
  Shares cargo{};
  int repair_kits = 0;
  int stabilizers = 0;
  int decoys = 0;
  int node = 0;
  int selected = -1;  // asteroid of this node, or -1
  int escape_ticks = 0;
  int anchor_ticks = 0;
};

/// Running totals of an episode.
struct Counters {
  double total_spend = 0;
  int overheat_ticks = 0;
  int pirate_encounters = 0;
  double value_lost_to_pirates = 0;
  double fuel_used = 0;
  double hull_damage = 0;
  double tool_wear = 0;
  int scan_count = 0;
  int mining_ticks = 0;
  double utilization_ticks = 0;  // ticks times the share of the hold in use
};

struct World {
  Chance chance;
  EnvConfig config;
  int tick = 0;
  EndCause end_cause = EndCause::kNone;
  Ship ship;
  Counters counters;
  std::array<CommodityMarket, spec::kNCommodities> market{};
  Belt belt;
  std::array<Field, spec::kMaxNodes> fields{};
};
static_assert(std::is_trivially_copyable_v<World>);

inline bool is_at_station(const Ship& ship) { return ship.node == 0; }

inline bool has_ended(const World& world) { return world.end_cause != EndCause::kNone; }

/// Value of the cargo at the prices quoted now, in credits.
inline double cargo_value_of(const World& world) {
  double value = world.ship.cargo[0] * world.market[0].price;
  for (int c = 1; c < spec::kNCommodities; ++c) {
    value += world.ship.cargo[at(c)] * world.market[at(c)].price;
  }
  return value;
}

/// The selected asteroid; there must be one.
inline Asteroid& selected_asteroid(World& world) {
  return world.fields[at(world.ship.node)].asteroids[at(world.ship.selected)];
}

}  // namespace envcore::plain
