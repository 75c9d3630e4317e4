// effects/maintain.cpp: refining, cooling, mending and jettison.
#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

TEST(refining_turns_iron_and_nickel_into_rare_isotopes) {
  World world = world_with({.node = 1, .heat = 40, .alert = 10, .cargo = {20, 60, 3, 4, 5, 6}});

  const StepRecord record = step(world, ActionId::kRefine);

  const double q = 0.15 * (20.0 + 60);
  const PerCommodity want = {0.85 * 20, 0.85 * 60, 3, 4, 5 + 0.45 * q, 6};
  CHECK_EQ(world.ship.cargo, want);
  CHECK_EQ(world.ship.fuel, 1000.0 - 4);
  CHECK_EQ(world.ship.heat, 40 + 6 - 2 * 2.5);
  CHECK_EQ(world.ship.alert, 10.0 + 3 - 2);
  CHECK_EQ(record.dt, 2);
  CHECK_EQ(record.events, bit(Event::kRefined));
}

TEST(refining_at_the_station_is_the_same) {
  World world = world_with({.cargo = {0, 1}});
  CHECK_EQ(step(world, ActionId::kRefine).events, bit(Event::kRefined));
  CHECK_EQ(world.ship.cargo, (PerCommodity{0, 0.85, 0, 0, 0.45 * (0.15 * (0.0 + 1)), 0}));
}

TEST(cooldown_radiates_twenty_besides) {
  World world = world_with({.node = 1, .heat = 80, .alert = 10});
  const StepRecord record = step(world, ActionId::kCooldown);
  CHECK_EQ(world.ship.fuel, 1000.0 - 2);
  CHECK_EQ(world.ship.heat, 80.0 - 20 - 2 * 2.5);
  CHECK_EQ(world.ship.alert, 10.0 + 1 - 2);
  CHECK_EQ(record.dt, 2);
  CHECK_EQ(record.events, 0U);
}

TEST(cooldown_stops_at_zero) {
  World world = world_with({.heat = 19});
  step(world, ActionId::kCooldown);
  CHECK_EQ(world.ship.heat, 0.0);
  CHECK_EQ(world.ship.alert, 0.0);  // 0 + 1 - 2, at least 0
}

TEST(tool_maintenance_mends_up_to_25) {
  World world = world_with({.node = 1, .tool = 40, .repair_kits = 3});
  const StepRecord record = step(world, ActionId::kToolMaintenance);
  CHECK_EQ(world.ship.tool, 40.0 + 25);
  CHECK_EQ(world.ship.repair_kits, 3 - 1);
  CHECK_EQ(record.dt, 2);
  CHECK_EQ(record.events, 0U);

  World nearly_whole = world_with({.tool = 90});
  step(nearly_whole, ActionId::kToolMaintenance);
  CHECK_EQ(nearly_whole.ship.tool, 100.0);
}

TEST(hull_patch_mends_up_to_20) {
  World world = world_with({.node = 1, .hull = 40, .repair_kits = 1});
  const StepRecord record = step(world, ActionId::kHullPatch);
  CHECK_EQ(world.ship.hull, 40.0 + 20);
  CHECK_EQ(world.ship.repair_kits, 0);
  CHECK_EQ(record.dt, 2);
  CHECK_EQ(record.events, 0U);

  World nearly_whole = world_with({.hull = 90});
  step(nearly_whole, ActionId::kHullPatch);
  CHECK_EQ(nearly_whole.ship.hull, 100.0);
}

TEST(mending_is_not_refunded_in_the_counters) {
  World world = world_with({.hull = 40, .tool = 40});
  world.counters.hull_damage = 60;
  world.counters.tool_wear = 60;
  step(world, ActionId::kHullPatch);
  step(world, ActionId::kToolMaintenance);
  CHECK_EQ(world.counters.hull_damage, 60.0);
  CHECK_EQ(world.counters.tool_wear, 60.0);
}

TEST(jettison_throws_one_commodity_away_and_calms) {
  for (int c = 0; c < 6; ++c) {
    World world = world_with({.node = 1, .alert = 50, .cargo = {5, 5, 5, 5, 5, 5}});
    const StepRecord record = envcore::step(world, 36 + c);
    PerCommodity want = {5, 5, 5, 5, 5, 5};
    want[at(c)] = 0;
    CHECK_EQ(world.ship.cargo, want);
    CHECK_EQ(world.ship.alert, 50 - 0.8 * 5 - 1);
    CHECK_EQ(record.dt, 1);
    CHECK_EQ(record.events, bit(Event::kJettisoned));
  }
}

TEST(jettison_calms_by_eight_at_most_and_not_below_zero) {
  World world = world_with({.alert = 50, .cargo = {100}});
  step(world, ActionId::kJettisonIron);
  CHECK_EQ(world.ship.alert, 50.0 - 8 - 1);

  World calm = world_with({.alert = 3, .cargo = {100}});
  step(calm, ActionId::kJettisonIron);
  CHECK_EQ(calm.ship.alert, 0.0);
}

}  // namespace
}  // namespace envcore::tests
