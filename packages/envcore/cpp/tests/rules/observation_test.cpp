// observation.cpp: every index of the interface.
#include "rules/observation.hpp"

#include <algorithm>

#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

using Row = std::array<float, 260>;

Row observed(const World& world) {
  Row row{};
  row.fill(-7);  // so that a value that is not written is seen
  pack_observation(world, row);
  return row;
}

/// By the interface: computed in binary64 and rounded once.
float rounded(double x) { return static_cast<float>(x); }

TEST(the_ship_is_at_0_to_18) {
  const Row row = observed(world_with({.tick = 250'000,
                                       .node = 1,
                                       .selected = 0,
                                       .fuel = 123.4,
                                       .hull = 56.7,
                                       .heat = 78.9,
                                       .tool = 12.3,
                                       .alert = 45.6,
                                       .credits = 1023,
                                       .cargo = {1, 2, 3, 4, 5, 6},
                                       .repair_kits = 5,
                                       .stabilizers = 7,
                                       .decoys = 12}));
  CHECK_EQ(row[0], rounded(123.4 / 1000));
  CHECK_EQ(row[1], rounded(56.7 / 100));
  CHECK_EQ(row[2], rounded(78.9 / 100));
  CHECK_EQ(row[3], rounded(12.3 / 100));
  CHECK_EQ(row[4], rounded((1.0 + 2 + 3 + 4 + 5 + 6) / 200));
  CHECK_EQ(row[5], rounded(45.6 / 100));
  CHECK_EQ(row[6], rounded(750'000.0 / 1'000'000));
  CHECK_EQ(row[7], rounded(10 * 0.6931471805599453 / ln(1 + 1e7)));  // ln(1 + 1023) = 10 ln 2
  for (std::size_t c = 0; c < 6; ++c) {
    CHECK_EQ(row[8 + c], rounded((1 + static_cast<double>(c)) / 200));
  }
  CHECK_EQ(row[14], rounded(5.0 / 12));
  CHECK_EQ(row[15], rounded(7.0 / 12));
  CHECK_EQ(row[16], 1.0F);
  CHECK_EQ(row[17], 0.0F);
  CHECK_EQ(row[18], 1.0F);
}

TEST(the_place_is_at_17_to_23) {
  const Row station = observed(world_with({.node = 0}));
  CHECK_EQ(station[17], 1.0F);
  CHECK_EQ(station[18], 0.0F);
  const std::vector<float> at_station(station.begin() + 19, station.begin() + 24);
  CHECK_EQ(at_station, (std::vector<float>{1, 0, 0, 0, 0}));

  const Row cluster = observed(world_with({.node = 1}));
  const std::vector<float> at_cluster(cluster.begin() + 19, cluster.begin() + 24);
  CHECK_EQ(at_cluster, (std::vector<float>{0, 1, 0, rounded(1.0 / 31), rounded(1.0 / 31)}));

  const Row hazard = observed(world_with({.node = 2}));
  const std::vector<float> at_hazard(hazard.begin() + 19, hazard.begin() + 24);
  CHECK_EQ(at_hazard, (std::vector<float>{0, 0, 1, rounded(2.0 / 31), rounded(2.0 / 31)}));
}

TEST(neighbors_are_at_24_to_65) {
  World world = world_with({.node = 1});
  threat_estimate_at(world.belt, 1, 1) = 0.3;
  const Row row = observed(world);
  // valid, station, cluster, hazard, ticks / 8, fuel / 160, estimate
  const std::vector<float> home(row.begin() + 24, row.begin() + 31);
  CHECK_EQ(home, (std::vector<float>{1, 1, 0, 0, rounded(3.0 / 8), rounded(30.0 / 160), 0.5F}));
  const std::vector<float> out(row.begin() + 31, row.begin() + 38);
  CHECK_EQ(out, (std::vector<float>{1, 0, 0, 1, 1, rounded(80.0 / 160), rounded(0.3)}));
  for (std::size_t i = 38; i < 66; ++i) CHECK_EQ(row[i], 0.0F);
}

TEST(buffs_are_at_66_and_67) {
  const Row row =
      observed(world_with({.node = 1, .selected = 0, .escape_ticks = 3, .anchor_ticks = 4}));
  CHECK_EQ(row[66], rounded(3.0 / 4));
  CHECK_EQ(row[67], rounded(4.0 / 6));
}

TEST(asteroids_are_at_68_to_243) {
  World world = world_with({.node = 1, .selected = 2});
  field_at(world, 1)[2].depletion = 0.4;
  field_at(world, 1)[2].stability_estimate = 0.7;
  field_at(world, 1)[2].confidence = 0.9;
  const Row row = observed(world);
  // valid, six estimates, stability, depletion, confidence, selected
  const std::vector<float> first(row.begin() + 68, row.begin() + 79);
  CHECK_EQ(first, (std::vector<float>{1, 0.25F, 0.25F, 0.25F, 0.125F, 0.0625F, 0.0625F, 0.5F, 0,
                                      rounded(0.1), 0}));
  const std::vector<float> third(row.begin() + 90, row.begin() + 101);
  CHECK_EQ(third, (std::vector<float>{1, 0.25F, 0.25F, 0.25F, 0.125F, 0.0625F, 0.0625F,
                                      rounded(0.7), rounded(0.4), rounded(0.9), 1}));
  for (std::size_t i = 101; i < 244; ++i) CHECK_EQ(row[i], 0.0F);
}

TEST(a_full_field_fills_every_slot) {
  World world = world_with({.node = 1});
  world.belt.nodes[1].asteroid_count = 16;
  const Row row = observed(world);
  for (std::size_t a = 0; a < 16; ++a) CHECK_EQ(row[68 + 11 * a], 1.0F);
}

TEST(the_market_is_at_244_to_259) {
  World world = world_with({});
  constexpr std::array<double, 6> kPrices = {40, 60, 80, 100, 120, 140};
  constexpr std::array<double, 6> kHighest = {180, 200, 240, 320, 420, 300};
  for (std::size_t c = 0; c < 6; ++c) {
    world.market.price[c] = kPrices[c];
    world.market.last_price[c] = 90;
    world.market.stock[c] = 100 + static_cast<double>(c);
  }
  const Row row = observed(world);
  for (std::size_t c = 0; c < 6; ++c) {
    CHECK_EQ(row[244 + c], rounded(kPrices[c] / kHighest[c]));
    CHECK_EQ(row[250 + c], rounded((kPrices[c] - 90) / 100));
  }
  // iron, water_ice, pge, rare_isotopes
  CHECK_EQ(row[256], rounded(100.0 / 500));
  CHECK_EQ(row[257], rounded(102.0 / 500));
  CHECK_EQ(row[258], rounded(103.0 / 500));
  CHECK_EQ(row[259], rounded(104.0 / 500));
}

TEST(values_are_clamped_to_their_range) {
  World world = world_with({.tick = 1'000'007, .credits = 3e7, .cargo = {150, 100}});
  world.market.price[0] = 180;
  world.market.last_price[0] = 12;
  world.market.price[1] = 15;
  world.market.last_price[1] = 200;
  world.market.stock[2] = 700;
  const Row row = observed(world);
  CHECK_EQ(row[4], 1.0F);     // cargo above the hold's 200 (by rounding, in play)
  CHECK_EQ(row[6], 0.0F);     // time after an overshoot
  CHECK_EQ(row[7], 1.0F);     // credits above 1e7
  CHECK_EQ(row[250], 1.0F);   // a price that rose by 168
  CHECK_EQ(row[251], -1.0F);  // and one that fell by 185
  CHECK_EQ(row[257], 1.0F);   // stock above 500
}

TEST(credits_of_ten_million_are_exactly_one) {
  CHECK_EQ(observed(world_with({.credits = 1e7}))[7], 1.0F);
  CHECK_EQ(observed(world_with({.credits = 0}))[7], 0.0F);
  CHECK(observed(world_with({.credits = 9e6}))[7] < 1.0F);
}

TEST(price_changes_are_zero_at_reset_and_since_the_last_step_after) {
  World world;
  reset(world, kDefaults, {4, 0});
  for (std::size_t i = 250; i < 256; ++i) CHECK_EQ(observed(world)[i], 0.0F);

  std::array<double, 6> before{};
  for (std::size_t c = 0; c < 6; ++c) before[c] = world.market.price[c];
  step(world, ActionId::kTravel0);
  const Row row = observed(world);
  for (std::size_t c = 0; c < 6; ++c) {
    CHECK_EQ(row[250 + c], rounded(clamp((world.market.price[c] - before[c]) / 100, -1, 1)));
  }
}

TEST(some_values_are_constant_by_construction) {
  World world;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    reset(world, kDefaults, {seed, 0});
    for (world.ship.node = 0; world.ship.node < world.belt.node_count; ++world.ship.node) {
      const Row row = observed(world);
      CHECK_EQ(row[24], 1.0F);
      for (const std::size_t i : {32U, 39U, 46U, 53U, 60U}) CHECK_EQ(row[i], 0.0F);
    }
  }
}

TEST(observing_changes_nothing) {
  World world;
  reset(world, kDefaults, {4, 0});
  const Row first = observed(world);
  const auto state = canonical(world);
  CHECK_EQ(observed(world), first);
  CHECK_EQ(canonical(world), state);
}

}  // namespace
}  // namespace envcore::tests
