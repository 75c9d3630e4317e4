// field.cpp: asteroids and what is believed of them at first.
#include "../world/field.hpp"

#include <algorithm>

#include "../world/step.hpp"
#include "check.hpp"

namespace envcore::tests {
namespace {

Field field_of(const Chance& chance, int n, NodeType type) {
  Field field;
  generate_field(field, chance, n, type);
  return field;
}

TEST(asteroids_are_made_as_the_rules_tell) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const check::Note note("seed", static_cast<long long>(seed));
    const Chance chance = {seed, 1};
    const int n = 1 + static_cast<int>(seed % 31);
    const Field field = field_of(chance, n, NodeType::kCluster);
    const auto count_draw = chance.at<1>(Domain::kField, static_cast<std::uint64_t>(1024 + n));
    CHECK_EQ(field.count, 5 + below(count_draw[0], 12));

    for (int a = 0; a < field.count; ++a) {
      const Asteroid& asteroid = field.asteroids[at(a)];
      const auto f = chance.at<4>(Domain::kField, static_cast<std::uint64_t>(16 * n + a));
      CHECK_EQ(asteroid.composition, mix(&f[0]));

      std::array units = {unit(f[5]), unit(f[6]), unit(f[7]), unit(f[8])};
      std::sort(units.begin(), units.end());
      CHECK_EQ(asteroid.stability, units[2]);
      CHECK_EQ(asteroid.richness, std::min(4.0, 0.55 / std::sqrt(1 - unit(f[9]))));
      CHECK_EQ(asteroid.noise, 0.04 + 0.18 * unit(f[10]));

      const Shares guess = mix(&f[11]);
      for (std::size_t c = 0; c < 6; ++c) {
        CHECK_EQ(asteroid.estimate[c], 0.25 * asteroid.composition[c] + 0.75 * guess[c]);
      }
    }
  }
}

TEST(nothing_is_known_before_a_scan) {
  const Field field = field_of({3, 0}, 4, NodeType::kHazard);
  for (int a = 0; a < field.count; ++a) {
    const Asteroid& asteroid = field.asteroids[at(a)];
    CHECK_EQ(asteroid.stability_estimate, 0.5);
    CHECK_EQ(asteroid.confidence, 0.1);
    CHECK_EQ(asteroid.depletion, 0.0);
    CHECK(!asteroid.was_touched);
  }
}

TEST(hazard_rocks_are_half_again_as_rich_up_to_the_cap) {
  int capped_cluster = 0;
  int capped_hazard = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Field cluster = field_of({seed, 0}, 1, NodeType::kCluster);
    const Field hazard = field_of({seed, 0}, 1, NodeType::kHazard);
    for (int a = 0; a < cluster.count; ++a) {
      const double plain = cluster.asteroids[at(a)].richness;
      const double rich = hazard.asteroids[at(a)].richness;
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
    reset(world, EnvConfig{}, seed, 0);
    CHECK_EQ(world.fields[0].count, 0);
    for (int n = 1; n < world.belt.node_count; ++n) {
      fewest = std::min(fewest, world.fields[at(n)].count);
      most = std::max(most, world.fields[at(n)].count);
    }
  }
  CHECK_EQ(fewest, 5);
  CHECK_EQ(most, 16);
}

TEST(compositions_and_estimates_sum_to_one) {
  for (int n = 1; n < 32; ++n) {
    const Field field = field_of({8, 0}, n, NodeType::kCluster);
    for (int a = 0; a < field.count; ++a) {
      // six roundings of parts of one
      CHECK_NEAR(sum_of(field.asteroids[at(a)].composition), 1.0, 1e-15);
      CHECK_NEAR(sum_of(field.asteroids[at(a)].estimate), 1.0, 1e-15);
    }
  }
}

}  // namespace
}  // namespace envcore::tests
