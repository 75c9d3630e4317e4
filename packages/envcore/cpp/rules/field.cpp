#include "rules/field.hpp"

#include "numerics/philox_simd.hpp"

namespace envcore::inline ENVCORE_CLONE {
namespace {

constexpr int kLanes = 4;  // asteroids made at a time
constexpr std::size_t kFieldBlocks = 4;

/// Words 0..15 of four asteroids in lanes, as units.
using Units = std::array<Quad, 4 * kFieldBlocks>;

using QuadShares = std::array<Quad, spec::kNCommodities>;

Units draw_units(const Chance& chance, int n, int a) {
  const auto index = static_cast<std::uint64_t>(spec::kMaxAsteroids * n + a);
  constexpr auto kDomain = static_cast<std::uint64_t>(Domain::kField);
  Units units;
  for (std::size_t j = 0; j < kFieldBlocks; ++j) {
    const std::uint64_t block = j + 1;
    const FourBlocks words = philox_four(chance, {{block, block, block, block},
                                                  {index, index + 1, index + 2, index + 3},
                                                  {kDomain, kDomain, kDomain, kDomain}});
    for (std::size_t w = 0; w < words.size(); ++w) units[4 * j + w] = unit(words[w]);
  }
  return units;
}

/// Have a <= b in every lane.
void order(Quad& a, Quad& b) {
  const Quad low = smaller(a, b);
  b = larger(a, b);
  a = low;
}

/// Five numbers in rising order, by a network of nine comparisons.
void sort_five(Quad* x) {
  order(x[0], x[3]);
  order(x[1], x[4]);
  order(x[0], x[2]);
  order(x[1], x[3]);
  order(x[0], x[1]);
  order(x[2], x[4]);
  order(x[1], x[2]);
  order(x[3], x[4]);
  order(x[2], x[3]);
}

/// Shares, squared and made to sum to 1: a composition with one or two dominant parts.
QuadShares mix(const Quad* units) {
  std::array<Quad, 5> cuts = {units[0], units[1], units[2], units[3], units[4]};
  sort_five(cuts.data());
  QuadShares out = {cuts[0],           cuts[1] - cuts[0], cuts[2] - cuts[1],
                    cuts[3] - cuts[2], cuts[4] - cuts[3], Quad::all(1) - cuts[4]};
  for (Quad& share : out) share = share * share;
  const Quad sum = out[0] + out[1] + out[2] + out[3] + out[4] + out[5];
  for (Quad& share : out) share = share / sum;
  return out;
}

/// The third smallest of four: Beta(3, 2).
Quad third_of_four(const Quad* units) {
  Quad a = units[0], b = units[1], c = units[2], d = units[3];
  order(a, b);
  order(c, d);
  order(b, d);  // d is the largest
  order(a, c);  // a is the least
  return larger(b, c);
}

Quad richness_of(const Quad& roll, NodeType type) {
  const Quad most = Quad::all(spec::kRichnessMax);
  const Quad richness =
      smaller(most, Quad::all(spec::kRichnessScale) / square_root(Quad::all(1) - roll));
  if (type != NodeType::kHazard) return richness;
  return smaller(most, Quad::all(spec::kRichnessHazardFactor) * richness);
}

/// Put lane l of six quads into the shares of the l-th of four records.
template <class Record>
void scatter(const QuadShares& quads, Record* records, Shares Record::* shares) {
  std::array<std::array<double, kLanes>, spec::kNCommodities> columns;
  for (std::size_t c = 0; c < columns.size(); ++c) quads[c].store(columns[c].data());
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      (records[lane].*shares)[c] = columns[c][lane];
    }
  }
}

template <class Record>
void scatter(const Quad& quad, Record* records, double Record::* value) {
  std::array<double, kLanes> column;
  quad.store(column.data());
  for (std::size_t lane = 0; lane < kLanes; ++lane) records[lane].*value = column[lane];
}

void write_rocks(const Units& units, const QuadShares& composition, NodeType type, Rock* rocks) {
  scatter(composition, rocks, &Rock::composition);
  scatter(third_of_four(&units[5]), rocks, &Rock::stability);
  scatter(richness_of(units[9], type), rocks, &Rock::richness);
  const Quad noise =
      Quad::all(spec::kScanDifficultyBase) + Quad::all(spec::kScanDifficultySpread) * units[10];
  scatter(noise, rocks, &Rock::noise);
}

void write_beliefs(const Units& units, const QuadShares& composition, Asteroid* asteroids) {
  QuadShares estimate = mix(&units[11]);
  for (std::size_t c = 0; c < estimate.size(); ++c) {
    estimate[c] = Quad::all(spec::kEstimateTruthShare) * composition[c] +
                  Quad::all(spec::kEstimateGuessShare) * estimate[c];
  }
  scatter(estimate, asteroids, &Asteroid::estimate);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    asteroids[lane].stability_estimate = spec::kStabilityEstimateStart;
    asteroids[lane].confidence = spec::kConfidenceStart;
    asteroids[lane].depletion = 0;
  }
}

}  // namespace

void make_field(World& world, int n) {
  Node& node = world.belt.nodes[at(n)];
  if (n == 0 || node.asteroid_count != 0) return;
  const auto count_index = static_cast<std::uint64_t>(spec::kFieldCountIndex + n);
  const PhiloxBlock count_draws = draw_block(world.chance, Domain::kField, count_index);
  const int count = spec::kAsteroidCountMin + below(count_draws[0], spec::kAsteroidCountSpan);
  node.asteroid_count = static_cast<std::uint8_t>(count);
  Field& field = field_at(world, n);
  for (int a = 0; a < count; a += kLanes) {
    const Units units = draw_units(world.chance, n, a);
    const QuadShares composition = mix(units.data());
    write_beliefs(units, composition, &field[at(a)]);
    if (n == world.ship.node) write_rocks(units, composition, node.type, &world.rocks[at(a)]);
  }
  if (n == world.ship.node) world.rocks_drawn = 0xFFFF;
}

void arrive(World& world) {
  world.rocks_drawn = 0;
  make_field(world, world.ship.node);
}

void draw_rocks_here(World& world) {
  if (world.rocks_drawn == 0xFFFF) return;
  const Node& node = node_here(world);
  for (int a = 0; a < node.asteroid_count; a += kLanes) {
    const Units units = draw_units(world.chance, world.ship.node, a);
    write_rocks(units, mix(units.data()), node.type, &world.rocks[at(a)]);
  }
  world.rocks_drawn = 0xFFFF;
}

const Rock& rock_here(World& world, int a) {
  if (((world.rocks_drawn >> a) & 1) == 0) {
    // with its three neighbors: they come for nothing
    const int first = a - a % kLanes;
    const Units units = draw_units(world.chance, world.ship.node, first);
    write_rocks(units, mix(units.data()), node_here(world).type, &world.rocks[at(first)]);
    world.rocks_drawn = static_cast<std::uint16_t>(world.rocks_drawn | (0xF << first));
  }
  return world.rocks[at(a)];
}

}  // namespace envcore::inline ENVCORE_CLONE
