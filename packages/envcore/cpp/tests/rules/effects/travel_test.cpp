// effects/travel.cpp: moving, waiting, burning and listening.
#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

TEST(travel_takes_the_edge_and_deselects) {
  World world = world_with({.node = 1, .selected = 2, .anchor_ticks = 6});

  const StepRecord record = step(world, ActionId::kTravel1);

  CHECK_EQ(record.action, ActionId::kTravel1);
  CHECK_EQ(record.dt, 8);
  CHECK_EQ(record.events, bit(Event::kTravelled));
  CHECK_EQ(world.ship.node, 2);
  CHECK_EQ(world.ship.selected, -1);
  CHECK_EQ(world.ship.anchor_ticks, 0);
  CHECK_EQ(world.ship.fuel, 1000.0 - 80);
  CHECK_EQ(world.tick, 8);
}

TEST(a_loaded_ship_burns_more) {
  World half = world_with({.node = 1, .cargo = {40, 0, 0, 60, 0, 0}});
  step(half, ActionId::kTravel0);
  CHECK_EQ(half.ship.fuel, 1000 - 30 * (1 + 0.5 * (100.0 / 200)));

  World full = world_with({.node = 1, .cargo = {0, 0, 0, 0, 0, 200}});
  step(full, ActionId::kTravel0);
  CHECK_EQ(full.ship.fuel, 1000.0 - 30 * 1.5);
}

TEST(running_out_of_fuel_on_a_trip_strands_at_the_destination) {
  World world = world_with({.node = 1, .fuel = 79});
  const StepRecord record = step(world, ActionId::kTravel1);
  CHECK_EQ(world.ship.node, 2);
  CHECK_EQ(world.ship.fuel, 0.0);
  CHECK_EQ(record.end_cause, EndCause::kStranded);
  CHECK_EQ(record.events, bit(Event::kTravelled) | bit(Event::kStranded));
}

TEST(burning_the_last_unit_of_fuel_strands_too) {
  World world = world_with({.node = 1, .fuel = 80});
  CHECK_EQ(step(world, ActionId::kTravel1).end_cause, EndCause::kStranded);
}

TEST(running_out_of_fuel_on_the_trip_to_the_station_is_safe) {
  World world = world_with({.node = 1, .fuel = 5});
  const StepRecord record = step(world, ActionId::kTravel0);
  CHECK_EQ(world.ship.node, 0);
  CHECK_EQ(world.ship.fuel, 0.0);
  CHECK_EQ(record.end_cause, EndCause::kNone);
}

TEST(hold_calms_and_cools) {
  for (const int node : {0, 1}) {
    World world = world_with({.node = node, .heat = 50, .alert = 50});
    const StepRecord record = step(world, ActionId::kHoldDrift);
    CHECK_EQ(world.ship.alert, 50.0 - 3 - 1);  // the action's own, then the step's
    CHECK_EQ(world.ship.heat, 50 - 2.5 - 2.5);
    CHECK_EQ(record.dt, 1);
    CHECK_EQ(record.events, 0U);
  }
}

TEST(hold_stops_at_zero) {
  World world = world_with({.heat = 1, .alert = 2});
  step(world, ActionId::kHoldDrift);
  CHECK_EQ(world.ship.alert, 0.0);
  CHECK_EQ(world.ship.heat, 0.0);
}

TEST(burn_costs_fuel_and_leaves_four_ticks_of_escape) {
  World world = world_with({.node = 1, .alert = 20});
  const StepRecord record = step(world, ActionId::kEmergencyBurn);
  CHECK_EQ(world.ship.fuel, 1000.0 - 18);
  CHECK_EQ(world.ship.alert, 20.0 + 10 - 1);
  CHECK_EQ(world.ship.escape_ticks, 4);
  CHECK_EQ(record.dt, 1);
  CHECK_EQ(record.events, 0U);
}

TEST(escape_runs_out_tick_by_tick) {
  World world = world_with({.node = 1});
  step(world, ActionId::kEmergencyBurn);
  for (const int left : {3, 2, 1, 0, 0}) {
    step(world, ActionId::kHoldDrift);
    CHECK_EQ(world.ship.escape_ticks, left);
  }
  step(world, ActionId::kEmergencyBurn);
  step(world, ActionId::kTravel1);  // eight ticks
  CHECK_EQ(world.ship.escape_ticks, 0);
}

TEST(a_second_burn_renews_escape_and_does_not_add) {
  World world = world_with({.node = 1});
  step(world, ActionId::kEmergencyBurn);
  step(world, ActionId::kEmergencyBurn);
  CHECK_EQ(world.ship.escape_ticks, 4);
}

TEST(escape_survives_travel_and_selection) {
  World world = world_with({.node = 1, .escape_ticks = 4});
  step(world, ActionId::kTravel0);  // three ticks
  CHECK_EQ(world.ship.escape_ticks, 1);

  World other = world_with({.node = 1, .selected = 0, .escape_ticks = 4});
  step(other, ActionId::kSelect1);
  CHECK_EQ(other.ship.escape_ticks, 3);
}

TEST(listening_estimates_every_edge_of_the_node) {
  World world = world_with({.tick = 17, .node = 1});

  const StepRecord record = step(world, ActionId::kThreatListen);

  const auto l = random_words<2>(round_keys(world.chance), Domain::kListen, 17);
  const double heard_home = clamp(0.25 + 0.08 * approx_normal(l[0]), 0, 1);
  const double heard_out = clamp(0.75 + 0.08 * approx_normal(l[1]), 0, 1);
  CHECK_EQ(threat_estimate_at(world.belt, 1, 0), 0.25 * 0.5 + 0.75 * heard_home);
  CHECK_EQ(threat_estimate_at(world.belt, 1, 1), 0.25 * 0.5 + 0.75 * heard_out);
  CHECK_EQ(record.dt, 2);
  CHECK_EQ(record.events, 0U);

  // the other ends have their own estimates
  CHECK_EQ(threat_estimate_at(world.belt, 0, 0), 0.5);
  CHECK_EQ(threat_estimate_at(world.belt, 2, 0), 0.5);
}

TEST(threat_estimates_are_clamped) {
  struct Case {
    int tick;
    double threat;
  };
  for (const Case& c : {Case{1, 1.0}, Case{4, 0.0}}) {
    World world = world_with({.tick = c.tick});
    const double z = bell_at(world, Domain::kListen, static_cast<std::uint64_t>(c.tick), 0);
    CHECK(c.threat == 1 ? z > 1 : z < -1);  // seed 1 leads outside at these ticks
    edge_at(world, 0, 0).threat = c.threat;
    step(world, ActionId::kThreatListen);
    CHECK_EQ(threat_estimate_at(world.belt, 0, 0), 0.25 * 0.5 + 0.75 * c.threat);
  }
}

}  // namespace
}  // namespace envcore::tests
