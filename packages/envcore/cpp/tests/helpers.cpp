#include "tests/helpers.hpp"

#include <algorithm>

#include "numerics/sha256.hpp"

namespace envcore::tests {
namespace {

void join(Belt& belt, int edge, int a, int b, int ticks, const Edge& properties) {
  belt.edge_ticks[at(edge)] = static_cast<std::uint8_t>(ticks);
  belt.edges[at(edge)] = properties;
  int end = 0;
  for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
    Node& node = belt.nodes[at(from)];
    node.neighbors[node.degree++] = {static_cast<std::uint8_t>(to),
                                     static_cast<std::uint8_t>(2 * edge + end++)};
  }
}

Belt line_belt(double danger, double piracy) {
  Belt belt;
  belt.node_count = 3;
  belt.nodes[0].type = NodeType::kStation;
  for (const int n : {1, 2}) {
    Node& node = belt.nodes[at(n)];
    node.danger = danger;
    node.piracy = piracy;
    node.type = n == 1 ? NodeType::kCluster : NodeType::kHazard;
    node.hops = static_cast<std::uint8_t>(n);
    node.asteroid_count = 3;
  }
  join(belt, 0, 0, 1, 3, {.fuel = 30, .threat = 0.25, .threat_estimates = {0.5, 0.5}});
  join(belt, 1, 1, 2, 8, {.fuel = 80, .threat = 0.75, .threat_estimates = {0.5, 0.5}});
  return belt;
}

/// Stock and base stock 100, no swing, drift or shock.
void open_flat_market(World& world) {
  Market& market = world.market;
  market = Market{};
  market.season_ticks.fill(200);
  market.base_stock.fill(100);
  market.stock.fill(100);
  derive_market(world);
  market.price = market.last_price = kBasePrice;  // exact, without the rounding of a quote
}

template <class Pack>
Bytes bytes_of(Pack&& pack) {
  StateBytes bytes;
  pack(bytes);
  return {bytes.view().begin(), bytes.view().end()};
}

/// The first four blocks of a draw: as many words as any rule uses.
RandomWords<4> draws_at(const World& world, Domain domain, std::uint64_t index) {
  return random_words<4>(round_keys(world.chance), domain, index);
}

}  // namespace

World world_with(const Setup& setup) {
  const auto small = [](int number) { return static_cast<std::int8_t>(number); };
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
                .repair_kits = small(setup.repair_kits),
                .stabilizers = small(setup.stabilizers),
                .decoys = small(setup.decoys),
                .node = small(setup.node),
                .selected = small(setup.selected),
                .escape_ticks = small(setup.escape_ticks),
                .anchor_ticks = small(setup.anchor_ticks)};
  world.belt = line_belt(setup.danger, setup.piracy);
  for (const int n : {1, 2}) {
    field_at(world, n).fill(setup.rock.asteroid());
    if (setup.rock.depletion == 1) exhaust(world, n, 0);
  }
  world.rocks.fill(setup.rock.rock());
  world.rocks_drawn = 0xFFFF;
  open_flat_market(world);
  return world;
}

Edge& edge_at(World& world, int n, int k) {
  return world.belt.edges[at(world.belt.nodes[at(n)].neighbors[at(k)].edge())];
}

bool is_touched(const World& world, int n, int a) {
  return ((world.field_marks[at(n)].touched >> a) & 1) != 0;
}

void exhaust(World& world, int n, int a) {
  field_at(world, n)[at(a)].depletion = 1;
  world.field_marks[at(n)].exhausted |= static_cast<std::uint16_t>(1U << a);
}

bool tick_market(World& world) {
  world.tick -= 1;
  const bool is_shocked = advance_market(world, 1, round_keys(world.chance));
  quote_prices(world, 1);
  world.tick += 1;
  return is_shocked;
}

PerCommodity shares_of(const std::uint64_t* words) {
  std::array<double, 5> cuts{};
  for (std::size_t i = 0; i < cuts.size(); ++i) cuts[i] = uniform01(words[i]);
  std::sort(cuts.begin(), cuts.end());
  return {cuts[0],           cuts[1] - cuts[0], cuts[2] - cuts[1],
          cuts[3] - cuts[2], cuts[4] - cuts[3], 1 - cuts[4]};
}

PerCommodity mix_of(const std::uint64_t* words) {
  PerCommodity out = shares_of(words);
  for (double& share : out) share *= share;
  const double total = sum(out);
  for (double& share : out) share /= total;
  return out;
}

double unit_at(const World& world, Domain domain, std::uint64_t index, std::size_t word) {
  return uniform01(draws_at(world, domain, index)[word]);
}

double bell_at(const World& world, Domain domain, std::uint64_t index, std::size_t word) {
  return approx_normal(draws_at(world, domain, index)[word]);
}

int tick_with(const World& world, Domain domain, const std::vector<Wish>& wishes) {
  constexpr int kMostTicks = 900'000;  // below the longest time budget
  for (int tick = 0; tick < kMostTicks; ++tick) {
    const RandomWords<4> draws = draws_at(world, domain, static_cast<std::uint64_t>(tick));
    const bool is_granted = std::all_of(wishes.begin(), wishes.end(), [&](const Wish& wish) {
      const double roll = uniform01(draws[wish.word]);
      return wish.low <= roll && roll < wish.high;
    });
    if (is_granted) return tick;
  }
  check::fail(__FILE__, __LINE__, "no tick has the wanted random numbers");
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
    reset(world, kDefaults, {seed, 3});
    for (int i = 0; i < kSteps && !has_ended(world); ++i) {
      const std::vector<int> legal = legal_actions(world);
      envcore::step(world, legal[at(i * i + 3 * i) % legal.size()]);
    }
    if (!has_ended(world) && !is_at_station(world.ship)) return world;
  }
  check::fail(__FILE__, __LINE__, "no episode of these seeds lasts so long");
}

}  // namespace envcore::tests
