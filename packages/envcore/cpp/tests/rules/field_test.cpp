// field.cpp: asteroids and the first estimates of them.
#include "rules/field.hpp"

#include <algorithm>

#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

/// A world whose ship is at node n, of this type.
World world_at(const RngKey& chance, int n, NodeType type) {
  World world;
  reset(world, EnvConfig{}, {chance.seed, chance.episode});
  world.ship.node = static_cast<std::int8_t>(n);
  world.belt.nodes[at(n)].type = type;
  world.belt.nodes[at(n)].asteroid_count = 0;  // not made yet
  arrive(world);
  return world;
}

TEST(asteroids_follow_the_rules) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const check::Note note("seed", static_cast<long long>(seed));
    const RngKey chance = {seed, 1};
    const int n = 1 + static_cast<int>(seed % 31);
    World world = world_at(chance, n, NodeType::kCluster);
    const auto count_draw =
        random_words<1>(round_keys(chance), Domain::kField, static_cast<std::uint64_t>(1024 + n));
    CHECK_EQ(node_here(world).asteroid_count, 5 + uniform_int(count_draw[0], 12));

    for (int a = 0; a < node_here(world).asteroid_count; ++a) {
      const Rock& rock = rock_here(world, a);
      const auto f = random_words<4>(round_keys(chance), Domain::kField,
                                     static_cast<std::uint64_t>(16 * n + a));
      CHECK_EQ(rock.composition, mix_of(&f[0]));

      std::array units = {uniform01(f[5]), uniform01(f[6]), uniform01(f[7]), uniform01(f[8])};
      std::sort(units.begin(), units.end());
      CHECK_EQ(rock.stability, units[2]);
      CHECK_EQ(rock.richness, std::min(4.0, 0.55 / std::sqrt(1 - uniform01(f[9]))));
      CHECK_EQ(rock.noise, 0.04 + 0.18 * uniform01(f[10]));

      const PerCommodity guess = mix_of(&f[11]);
      for (std::size_t c = 0; c < 6; ++c) {
        CHECK_EQ(field_at(world, n)[at(a)].estimate[c],
                 0.25 * rock.composition[c] + 0.75 * guess[c]);
      }
    }
  }
}

TEST(rocks_drawn_again_are_the_same) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    World world = world_at({seed, 0}, 3, NodeType::kHazard);
    const auto first = world.rocks;
    const int count = node_here(world).asteroid_count;
    World one_by_one = world;
    one_by_one.rocks_drawn = 0;
    one_by_one.rocks = {};
    World all_at_once = one_by_one;
    generate_rocks_here(all_at_once);
    for (int a = count - 1; a >= 0; --a) {
      for (const Rock& rock : {rock_here(one_by_one, a), all_at_once.rocks[at(a)]}) {
        CHECK_EQ(rock.composition, first[at(a)].composition);
        CHECK_EQ(rock.stability, first[at(a)].stability);
        CHECK_EQ(rock.richness, first[at(a)].richness);
        CHECK_EQ(rock.noise, first[at(a)].noise);
      }
    }
  }
}

TEST(a_field_is_made_once) {
  World world = world_at({4, 0}, 2, NodeType::kCluster);
  field_at(world, 2)[0].confidence = 0.75;
  arrive(world);
  CHECK_EQ(field_at(world, 2)[0].confidence, 0.75);
}

TEST(nothing_is_known_before_a_scan) {
  const World world = world_at({3, 0}, 4, NodeType::kHazard);
  for (int a = 0; a < node_here(world).asteroid_count; ++a) {
    const Asteroid& asteroid = field_at(world, 4)[at(a)];
    CHECK_EQ(asteroid.stability_estimate, 0.5);
    CHECK_EQ(asteroid.confidence, 0.1);
    CHECK_EQ(asteroid.depletion, 0.0);
    CHECK(!is_touched(world, 4, a));
  }
}

TEST(hazard_rocks_are_half_again_as_rich_up_to_the_cap) {
  int capped_cluster = 0;
  int capped_hazard = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const World cluster = world_at({seed, 0}, 1, NodeType::kCluster);
    const World hazard = world_at({seed, 0}, 1, NodeType::kHazard);
    for (int a = 0; a < node_here(cluster).asteroid_count; ++a) {
      const double plain = cluster.rocks[at(a)].richness;
      const double rich = hazard.rocks[at(a)].richness;
      CHECK(plain >= 0.55 && plain <= 4);
      CHECK_EQ(rich, std::min(4.0, 1.5 * plain));
      capped_cluster += plain == 4.0 ? 1 : 0;
      capped_hazard += rich == 4.0 ? 1 : 0;
    }
  }
  CHECK(capped_cluster > 0);
  CHECK(capped_hazard > capped_cluster);
}

TEST(fields_have_5_to_16_asteroids_and_the_station_none) {
  int fewest = 99;
  int most = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    World world;
    reset(world, EnvConfig{}, {seed, 0});
    generate_field(world, 0);
    CHECK_EQ(world.belt.nodes[0].asteroid_count, 0);
    for (int n = 1; n < world.belt.node_count; ++n) {
      CHECK_EQ(world.belt.nodes[at(n)].asteroid_count, 0);  // not before the first visit
      generate_field(world, n);
      const int count = world.belt.nodes[at(n)].asteroid_count;
      fewest = std::min(fewest, count);
      most = std::max(most, count);
    }
  }
  CHECK_EQ(fewest, 5);
  CHECK_EQ(most, 16);
}

TEST(compositions_and_estimates_sum_to_one) {
  for (int n = 1; n < 32; ++n) {
    const World world = world_at({8, 0}, n, NodeType::kCluster);
    for (int a = 0; a < node_here(world).asteroid_count; ++a) {
      // six roundings of parts of one
      CHECK_NEAR(sum(world.rocks[at(a)].composition), 1.0, 1e-15);
      CHECK_NEAR(sum(field_at(world, n)[at(a)].estimate), 1.0, 1e-15);
    }
  }
}

}  // namespace
}  // namespace envcore::tests
