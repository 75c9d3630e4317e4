#include "rules/field.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

constexpr int kGroup = 4;  // asteroids generated at a time

/// A number for each of four asteroids.
using PerAsteroid = Lanes<kGroup>;
using Samples = std::array<PerAsteroid, 16>;  // words 0..15, as uniform01
using Composition = std::array<PerAsteroid, spec::kNCommodities>;

Samples field_samples(const RngKey& key, int n, int a) {
  const auto index = static_cast<std::uint64_t>(spec::kMaxAsteroids * n + a);
  return uniform01_of_four<4>(key, Domain::kField, index);
}

/// Order two numbers, asteroid by asteroid: a <= b.
void sort_two(PerAsteroid& a, PerAsteroid& b) {
  const PerAsteroid low = min(a, b);
  b = max(a, b);
  a = low;
}

/// Sort five numbers in ascending order, by a network of nine comparisons.
void sort_five(std::array<PerAsteroid, 5>& u) {
  sort_two(u[0], u[3]);
  sort_two(u[1], u[4]);
  sort_two(u[0], u[2]);
  sort_two(u[1], u[3]);
  sort_two(u[0], u[1]);
  sort_two(u[2], u[4]);
  sort_two(u[1], u[2]);
  sort_two(u[3], u[4]);
  sort_two(u[2], u[3]);
}

/// The third smallest of four: Beta(3, 2).
PerAsteroid third_of_four(PerAsteroid a, PerAsteroid b, PerAsteroid c, PerAsteroid d) {
  sort_two(a, b);
  sort_two(c, d);
  sort_two(b, d);  // d is the largest
  sort_two(a, c);  // a is the smallest
  return max(b, c);
}

/// Six shares of 1 from five samples, squared, then divided by their sum.
Composition mix(const Samples& samples, std::size_t first) {
  std::array<PerAsteroid, 5> u = {samples[first], samples[first + 1], samples[first + 2],
                                  samples[first + 3], samples[first + 4]};
  sort_five(u);
  Composition shares = {u[0], u[1] - u[0], u[2] - u[1], u[3] - u[2], u[4] - u[3], 1 - u[4]};
  for (PerAsteroid& share : shares) share = square(share);
  const PerAsteroid sum = shares[0] + shares[1] + shares[2] + shares[3] + shares[4] + shares[5];
  for (PerAsteroid& share : shares) share = share / sum;
  return shares;
}

PerAsteroid richness_of(const PerAsteroid& sample, NodeType type) {
  const PerAsteroid richness = min(spec::kRichnessScale / sqrt(1 - sample), spec::kRichnessMax);
  if (type != NodeType::kHazard) return richness;
  return min(spec::kRichnessHazardFactor * richness, spec::kRichnessMax);
}

void write_rocks(const Samples& samples, const Composition& composition, NodeType type,
                 Rock* rocks) {
  const PerAsteroid stability = third_of_four(samples[5], samples[6], samples[7], samples[8]);
  const PerAsteroid richness = richness_of(samples[9], type);
  const PerAsteroid noise = spec::kScanDifficultyBase + spec::kScanDifficultySpread * samples[10];
  for (std::size_t i = 0; i < kGroup; ++i) {
    for (std::size_t c = 0; c < composition.size(); ++c) {
      rocks[i].composition[c] = composition[c][i];
    }
    rocks[i].stability = stability[i];
    rocks[i].richness = richness[i];
    rocks[i].noise = noise[i];
  }
}

void write_estimates(const Samples& samples, const Composition& composition, Asteroid* asteroids) {
  const Composition guess = mix(samples, 11);
  Composition estimate;
  for (std::size_t c = 0; c < estimate.size(); ++c) {
    estimate[c] = spec::kEstimateTruthShare * composition[c] + spec::kEstimateGuessShare * guess[c];
  }
  for (std::size_t i = 0; i < kGroup; ++i) {
    for (std::size_t c = 0; c < estimate.size(); ++c) asteroids[i].estimate[c] = estimate[c][i];
    asteroids[i].stability_estimate = spec::kStabilityEstimateStart;
    asteroids[i].confidence = spec::kConfidenceStart;
    asteroids[i].depletion = 0;
  }
}

/// Generate the rocks of asteroids a, a + 1, ... of the ship's node.
void generate_rocks(World& world, int a) {
  const Samples samples = field_samples(world.chance, world.ship.node, a);
  write_rocks(samples, mix(samples, 0), node_here(world).type, &world.rocks[at(a)]);
}

constexpr std::uint16_t kAllRocks = 0xFFFF;
static_assert(spec::kMaxAsteroids == 16);

}  // namespace

void generate_field(World& world, int n) {
  Node& node = world.belt.nodes[at(n)];
  if (n == 0 || node.asteroid_count != 0) return;
  const auto count_index = static_cast<std::uint64_t>(spec::kFieldCountIndex + n);
  const PhiloxBlock words = random_block(round_keys(world.chance), Domain::kField, count_index);
  const int count = spec::kAsteroidCountMin + uniform_int(words[0], spec::kAsteroidCountSpan);
  node.asteroid_count = static_cast<std::uint8_t>(count);
  Field& field = field_at(world, n);
  for (int a = 0; a < count; a += kGroup) {
    const Samples samples = field_samples(world.chance, n, a);
    const Composition composition = mix(samples, 0);
    write_estimates(samples, composition, &field[at(a)]);
    if (n == world.ship.node) write_rocks(samples, composition, node.type, &world.rocks[at(a)]);
  }
  if (n == world.ship.node) world.rocks_drawn = kAllRocks;
}

void arrive(World& world) {
  world.rocks_drawn = 0;
  generate_field(world, world.ship.node);
}

void generate_rocks_here(World& world) {
  if (world.rocks_drawn == kAllRocks) return;
  for (int a = 0; a < node_here(world).asteroid_count; a += kGroup) generate_rocks(world, a);
  world.rocks_drawn = kAllRocks;
}

const Rock& rock_here(World& world, int a) {
  if (((world.rocks_drawn >> a) & 1) == 0) {
    const int first = a - a % kGroup;
    generate_rocks(world, first);
    world.rocks_drawn = static_cast<std::uint16_t>(world.rocks_drawn | (0xF << first));
  }
  return world.rocks[at(a)];
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
