#include "helpers.hpp"

#include <algorithm>

#include "../world/sha256.hpp"

namespace envcore::tests {
namespace {

void join(Belt& belt, int a, int b, const Neighbor& edge) {
  for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
    Node& node = belt.nodes[at(from)];
    Neighbor& slot = node.neighbors[at(node.degree++)];
    slot = edge;
    slot.node = to;
  }
}

Belt line_belt(double danger, double piracy) {
  Belt belt;
  belt.node_count = 3;
  belt.nodes[0] = {.type = NodeType::kStation};
  belt.nodes[1] = {.type = NodeType::kCluster, .hops = 1, .danger = danger, .piracy = piracy};
  belt.nodes[2] = {.type = NodeType::kHazard, .hops = 2, .danger = danger, .piracy = piracy};
  join(belt, 0, 1, {.ticks = 3, .fuel = 30, .threat = 0.25, .threat_estimate = 0.5});
  join(belt, 1, 2, {.ticks = 8, .fuel = 80, .threat = 0.75, .threat_estimate = 0.5});
  return belt;
}

CommodityMarket flat_market(double price) {
  return {
      .season_ticks = 200, .base_stock = 100, .stock = 100, .price = price, .last_price = price};
}

template <class Pack>
Bytes bytes_of(Pack&& pack) {
  StateBytes bytes;
  pack(bytes);
  return {bytes.view().begin(), bytes.view().end()};
}

/// The first four blocks of a draw: as many words as any rule uses.
Draws<4> draws_at(const World& world, Domain domain, std::uint64_t index) {
  return world.chance.at<4>(domain, index);
}

}  // namespace

World world_with(const Setup& setup) {
  World world;
  world.chance = {.seed = setup.seed, .episode = 0};
  world.config = setup.config;
  world.tick = setup.tick;
  world.ship = {.fuel = setup.fuel,
                .hull = setup.hull,
                .heat = setup.heat,
                .tool = setup.tool,
                .alert = setup.alert,
                .credits = setup.credits,
                .cargo = setup.cargo,
                .repair_kits = setup.repair_kits,
                .stabilizers = setup.stabilizers,
                .decoys = setup.decoys,
                .node = setup.node,
                .selected = setup.selected,
                .escape_ticks = setup.escape_ticks,
                .anchor_ticks = setup.anchor_ticks};
  world.belt = line_belt(setup.danger, setup.piracy);
  for (const int n : {1, 2}) {
    world.fields[at(n)].count = 3;
    std::fill_n(world.fields[at(n)].asteroids.begin(), 3, setup.rock);
  }
  for (std::size_t c = 0; c < world.market.size(); ++c) {
    world.market[c] = flat_market(spec::kCommodities[c].base_price);
  }
  return world;
}

double unit_at(const World& world, Domain domain, std::uint64_t index, std::size_t word) {
  return unit(draws_at(world, domain, index)[word]);
}

double bell_at(const World& world, Domain domain, std::uint64_t index, std::size_t word) {
  return bell(draws_at(world, domain, index)[word]);
}

int tick_with(const World& world, Domain domain, const std::vector<Wish>& wishes) {
  constexpr int kMostTicks = 900'000;  // below the longest time budget
  for (int tick = 0; tick < kMostTicks; ++tick) {
    const Draws<4> draws = draws_at(world, domain, static_cast<std::uint64_t>(tick));
    const bool is_granted = std::all_of(wishes.begin(), wishes.end(), [&](const Wish& wish) {
      const double roll = unit(draws[wish.word]);
      return wish.low <= roll && roll < wish.high;
    });
    if (is_granted) return tick;
  }
  check::fail(__FILE__, __LINE__, "no tick has the dice asked for");
}

std::vector<int> legal_actions(const World& world) {
  std::array<std::int8_t, spec::kNActions> mask{};
  pack_mask(world, mask);
  std::vector<int> legal;
  for (int i = 0; i < spec::kNActions; ++i) {
    if (mask[at(i)] != 0) legal.push_back(i);
  }
  return legal;
}

Bytes canonical(const World& world) {
  return bytes_of([&world](StateBytes& out) { pack_canonical_state(world, out); });
}

Bytes packed(const World& world) {
  return bytes_of([&world](StateBytes& out) { pack_state(world, out); });
}

Bytes sealed(Bytes bytes) {
  constexpr std::size_t kLengthAt = 5 + 16;  // after magic, version and spec digest
  constexpr std::size_t kChecksumBytes = 8;
  const std::size_t length = bytes.size() - kLengthAt - 4 - kChecksumBytes;
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[kLengthAt + i] = static_cast<std::uint8_t>(length >> (8 * i));
  }
  bytes.resize(bytes.size() - kChecksumBytes);
  const Sha256Sum sum = sha256(bytes);
  bytes.insert(bytes.end(), sum.begin(), sum.begin() + kChecksumBytes);
  return bytes;
}

World played_world() {
  constexpr int kSteps = 120;
  World world;
  for (std::uint64_t seed = 11; seed < 1000; ++seed) {
    reset(world, kDefaults, seed, 3);
    for (int i = 0; i < kSteps && !has_ended(world); ++i) {
      const std::vector<int> legal = legal_actions(world);
      envcore::step(world, legal[at(i * i + 3 * i) % legal.size()]);
    }
    if (!has_ended(world) && !is_at_station(world.ship)) return world;
  }
  check::fail(__FILE__, __LINE__, "no episode of these seeds lasts so long");
}

}  // namespace envcore::tests
