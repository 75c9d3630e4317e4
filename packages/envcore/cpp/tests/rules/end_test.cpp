// The end of an episode: causes, their order, and the clock.
#include "rules/info.hpp"
#include "rules/reward.hpp"
#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

constexpr EnvConfig kTenTicks = quiet_but(&EnvConfig::time_max, 10);

TEST(the_time_budget_ends_an_episode) {
  World world = world_with({.config = kTenTicks, .tick = 8});
  CHECK_EQ(step(world, ActionId::kHoldDrift).end_cause, EndCause::kNone);
  const StepRecord last = step(world, ActionId::kHoldDrift);
  CHECK_EQ(last.end_cause, EndCause::kTimeout);
  CHECK_EQ(last.events, bit(Event::kTimeout));
  CHECK_EQ(world.end_cause, EndCause::kTimeout);
  CHECK_EQ(world.tick, 10);
}

TEST(the_last_step_is_not_cut_short) {
  World world = world_with({.config = kTenTicks, .tick = 9, .node = 1});
  const StepRecord last = step(world, ActionId::kTravel1);  // eight ticks: seven too many
  CHECK_EQ(last.dt, 8);
  CHECK_EQ(world.tick, 9 + 8);
  CHECK_EQ(last.end_cause, EndCause::kTimeout);
  CHECK_EQ(reward_terms(last).time, -0.001 * 8);
  CHECK_EQ(info_of(world, last).time_remaining, 0);
  CHECK_EQ(info_of(world, last).ticks, 17);
}

TEST(a_hull_of_zero_is_destroyed) {
  World world = world_with({.node = 1, .selected = 0, .hull = 1.25 * 4, .heat = 99.5});
  const StepRecord last = step(world, ActionId::kMineAggressive);  // 99.5 + 7 - 2.5 = 104
  CHECK_EQ(world.ship.hull, 0.0);
  CHECK_EQ(last.end_cause, EndCause::kDestroyed);
  CHECK_EQ(last.events, bit(Event::kMined) | bit(Event::kOverheated) | bit(Event::kDestroyed));
}

TEST(a_hull_just_above_zero_is_not_destroyed) {
  World world = world_with({.node = 1, .selected = 0, .hull = 5.25, .heat = 99.5});
  CHECK_EQ(step(world, ActionId::kMineAggressive).end_cause, EndCause::kNone);
  CHECK_EQ(world.ship.hull, 5.25 - 1.25 * 4);
}

TEST(no_fuel_away_from_the_station_is_stranded) {
  World world = world_with({.node = 1, .fuel = 18});
  const StepRecord last = step(world, ActionId::kEmergencyBurn);
  CHECK_EQ(last.end_cause, EndCause::kStranded);
  CHECK_EQ(last.events, bit(Event::kStranded));
}

TEST(cashing_out_ends_an_episode) {
  World world = world_with({.credits = 1});
  const StepRecord last = step(world, ActionId::kCashOut);
  CHECK_EQ(last.end_cause, EndCause::kCashedOut);
  CHECK_EQ(last.events, bit(Event::kCashedOut));
  CHECK_EQ(last.dt, 1);
  CHECK_EQ(world.ship.credits, 1.0);
}

TEST(destroyed_takes_precedence_over_stranded) {
  World world = world_with({.node = 1, .fuel = 10, .hull = 0.01});
  const StepRecord last = step(world, ActionId::kTravel1);
  CHECK_EQ(world.ship.fuel, 0.0);
  CHECK_EQ(world.ship.hull, 0.0);
  CHECK_EQ(last.end_cause, EndCause::kDestroyed);
  CHECK_EQ(last.events, bit(Event::kTravelled) | bit(Event::kDestroyed));
}

TEST(destroyed_and_stranded_take_precedence_over_timeout) {
  World destroyed = world_with({.config = kTenTicks, .tick = 9, .node = 1, .hull = 0.01});
  CHECK_EQ(step(destroyed, ActionId::kTravel1).end_cause, EndCause::kDestroyed);

  World stranded = world_with({.config = kTenTicks, .tick = 9, .node = 1, .fuel = 10});
  const StepRecord last = step(stranded, ActionId::kTravel1);
  CHECK_EQ(last.end_cause, EndCause::kStranded);
  CHECK_EQ(last.events, bit(Event::kTravelled) | bit(Event::kStranded));
}

TEST(cashing_out_takes_precedence_over_timeout) {
  World world = world_with({.config = kTenTicks, .tick = 9, .credits = 500});
  const StepRecord last = step(world, ActionId::kCashOut);
  CHECK_EQ(world.tick, 10);
  CHECK_EQ(last.end_cause, EndCause::kCashedOut);
  CHECK_EQ(last.events, bit(Event::kCashedOut));
}

TEST(destroyed_takes_precedence_over_cashing_out) {
  // unreachable in play: the station is safe, and one tick of heat does not destroy a full hull
  World world = world_with({.hull = 1, .heat = 110, .credits = 500});
  const StepRecord last = step(world, ActionId::kCashOut);
  CHECK_EQ(last.end_cause, EndCause::kDestroyed);
  CHECK_EQ(reward_terms(last).terminal, -100.0);
}

TEST(a_ship_at_the_station_may_be_destroyed_by_heat) {
  World world = world_with({.hull = 1, .heat = 100, .cargo = {10, 10}});
  // 100 + 6 - 5 = 101: 1.25 hull
  CHECK_EQ(step(world, ActionId::kRefine).end_cause, EndCause::kDestroyed);
}

TEST(a_ship_at_the_station_with_nothing_may_hold_until_time_is_up) {
  World world = world_with({.config = kTenTicks, .fuel = 0});
  for (int i = 0; i < 9; ++i) {
    CHECK_EQ(step(world, ActionId::kHoldDrift).end_cause, EndCause::kNone);
  }
  CHECK_EQ(step(world, ActionId::kHoldDrift).end_cause, EndCause::kTimeout);
  CHECK_EQ(world.ship.fuel, 0.0);
}

TEST(a_ship_at_the_station_with_nothing_may_leave_and_be_stranded) {
  World world = world_with({.fuel = 0});
  CHECK_EQ(step(world, ActionId::kTravel0).end_cause, EndCause::kStranded);
}

TEST(the_shortest_episode_has_one_tick) {
  World world = world_with({.config = quiet_but(&EnvConfig::time_max, 1)});
  CHECK_EQ(step(world, ActionId::kHoldDrift).end_cause, EndCause::kTimeout);
}

TEST(the_longest_episode_ends_at_a_million_ticks) {
  World world = world_with({.tick = 999'999, .node = 1});
  CHECK_EQ(step(world, ActionId::kTravel1).end_cause, EndCause::kTimeout);
  CHECK_EQ(world.tick, 1'000'007);
}

}  // namespace
}  // namespace envcore::tests
