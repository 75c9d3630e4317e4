// exposure.cpp: hazard, heat, alert and pirates, by section 5.
#include "numerics/probability.hpp"
#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

constexpr EnvConfig kPirates = quiet_but(&EnvConfig::pirates, true);

/// The roll on hull damage of a step that begins at this tick.
double hull_factor(const World& world, std::uint64_t tick) {
  return 0.8 + 0.4 * unit_at(world, Domain::kVoyage, tick, 0);
}

TEST(a_node_exposes_to_its_danger) {
  World world = world_with({.tick = 9, .node = 2, .danger = 0.4, .heat = 30, .alert = 30});
  step(world, ActionId::kThreatListen);  // two ticks
  CHECK_EQ(world.ship.hull, 100 - 2 * 0.4 * 0.15 * hull_factor(world, 9));
  CHECK_EQ(world.ship.heat, 30 + 2 * 0.4 * 0.5 - 2.5 * 2);
  CHECK_EQ(world.ship.alert, 30 + 2 * 0.4 * 0.8 - 2);
}

TEST(a_trip_exposes_to_the_true_threat_of_its_edge) {
  World world = world_with({.tick = 9, .node = 1, .danger = 0.4, .heat = 30, .alert = 30});
  step(world, ActionId::kTravel1);
  CHECK_EQ(world.ship.hull, 100 - 8 * 0.75 * 0.15 * hull_factor(world, 9));
  CHECK_EQ(world.ship.heat, 30 + 8 * 0.75 * 0.5 - 2.5 * 8);
  CHECK_EQ(world.ship.alert, 30 + 8 * 0.75 * 0.8 - 8);
}

TEST(trips_from_and_to_the_station_are_exposed) {
  World leaving = world_with({.tick = 9});
  step(leaving, ActionId::kTravel0);
  CHECK_EQ(leaving.ship.hull, 100 - 3 * 0.25 * 0.15 * hull_factor(leaving, 9));

  World coming = world_with({.tick = 9, .node = 1});
  step(coming, ActionId::kTravel0);
  CHECK_EQ(coming.ship.hull, 100 - 3 * 0.25 * 0.15 * hull_factor(coming, 9));
}

TEST(the_station_is_safe) {
  World world = world_with({.config = kPirates, .danger = 1, .piracy = 1, .cargo = {200}});
  world.belt.nodes[0].danger = 1;  // even so
  for (int i = 0; i < 200; ++i) step(world, ActionId::kThreatListen);
  CHECK_EQ(world.ship.hull, 100.0);
  CHECK_EQ(world.ship.heat, 0.0);
  CHECK_EQ(world.ship.alert, 0.0);
  CHECK_EQ(world.counters.pirate_encounters, 0);
}

TEST(heat_above_100_hurts_the_hull) {
  World world = world_with({.node = 1, .selected = 0, .heat = 99});
  const StepRecord record = step(world, ActionId::kMineAggressive);
  CHECK_EQ(world.ship.hull, 100 - 1.25 * (99 + 7 - 2.5 - 100));
  CHECK_EQ(world.ship.heat, 100.0);
  CHECK_EQ(world.counters.overheat_ticks, 1);
  CHECK_EQ(record.events, bit(Event::kMined) | bit(Event::kOverheated));
}

TEST(heat_of_exactly_100_does_no_damage) {
  World world = world_with({.node = 1, .selected = 0, .heat = 95.5});
  CHECK_EQ(step(world, ActionId::kMineAggressive).events, bit(Event::kMined));
  CHECK_EQ(world.ship.heat, 95.5 + 7 - 2.5);
  CHECK_EQ(world.ship.hull, 100.0);
  CHECK_EQ(world.counters.overheat_ticks, 0);
}

TEST(overheating_counts_the_ticks_of_its_step) {
  World world = world_with({.heat = 100, .cargo = {10, 10}});
  const StepRecord record = step(world, ActionId::kRefine);  // at the station too
  CHECK_EQ(world.ship.hull, 100 - 1.25 * (100.0 + 6 - 2 * 2.5 - 100));
  CHECK_EQ(world.counters.overheat_ticks, 2);
  CHECK(has_event(record, Event::kOverheated));
}

struct Case {
  ActionId action;
  int dt;
  double piracy, alert, credits_aboard;
  int escape_ticks;
};

/// Whether pirates strike if their random number is in [low, high).
bool are_met(const Case& c, double low, double high) {
  Setup setup = {.config = kPirates,
                 .node = 1,
                 .piracy = c.piracy,
                 .fuel = 900,
                 .alert = c.alert,
                 .cargo = {c.credits_aboard / 45},
                 .escape_ticks = c.escape_ticks};
  setup.tick = tick_with(world_with(setup), Domain::kVoyage, {{1, low, high}});
  World world = world_with(setup);
  const StepRecord record = step(world, c.action);
  CHECK_EQ(record.dt, c.dt);
  return has_event(record, Event::kPirates);
}

/// The chance of pirates by the rules, `alert` being that after the exposure.
double pirate_chance(double piracy, double alert, double value, bool has_escape, int dt) {
  const double x = -9.0 + 3.0 * piracy + 2.2 * clamp(alert / 100, 0, 1) +
                   3.0 * (value / (value + 5000)) - (has_escape ? 2.8 : 0);
  return prob_within(prob(x), dt);
}

TEST(the_chance_of_pirates_is_that_of_the_rules) {
  const std::vector<Case> cases = {
      {ActionId::kSelect0, 1, 1, 50, 4500, 0},
      {ActionId::kSelect0, 1, 0.5, 100, 9000, 0},
      {ActionId::kSelect0, 1, 1, 50, 0, 0},
      {ActionId::kSelect0, 1, 1, 50, 4500, 4},
      {ActionId::kSelect0, 1, 1, 50, 4500, 1},  // the last tick of escape counts in full
      {ActionId::kThreatListen, 2, 1, 50, 4500, 0},
      {ActionId::kThreatListen, 2, 1, 50, 4500, 1},  // and for the whole of a longer step
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const check::Note note("case", static_cast<long long>(i));
    const Case& c = cases[i];
    const double chance =
        pirate_chance(c.piracy, c.alert, c.credits_aboard, c.escape_ticks > 0, c.dt);
    CHECK(are_met(c, chance - 0.0005, chance - 1e-12));  // the value aboard is rounded
    CHECK(!are_met(c, chance + 1e-12, chance + 0.0005));
  }
}

TEST(on_a_trip_pirates_go_by_the_threat_of_the_edge) {
  // 8 ticks at threat 0.75, which also alerts first: 60 + 8 * 0.75 * 0.8
  const double chance = pirate_chance(0.75, 60 + 8 * 0.75 * 0.8, 4500, false, 8);
  const Case trip = {ActionId::kTravel1, 8, 0, 60, 4500, 0};
  CHECK(are_met(trip, chance - 0.0005, chance - 1e-12));
  CHECK(!are_met(trip, chance + 1e-12, chance + 0.0005));
}

TEST(alert_above_100_counts_as_100) {
  // WIDE_SCAN alerts by 4 and is clamped at the end of the step only
  const double chance = pirate_chance(1, 100, 4500, false, 3);
  const Case scan = {ActionId::kWideScan, 3, 1, 100, 4500, 0};
  CHECK(are_met(scan, chance - 0.0005, chance - 1e-12));
  CHECK(!are_met(scan, chance + 1e-12, chance + 0.0005));
}

/// A world that pirates strike in the next step, with the decoy's random number in a range.
World robbed_world(Setup setup, Wish decoy_roll) {
  setup.config.pirates = true;
  setup.node = 1;
  setup.tick = tick_with(world_with(setup), Domain::kVoyage, {{1, 0, 0.00005}, decoy_roll});
  return world_with(setup);
}

constexpr Wish kDecoyWorks = {4, 0, 0.6};
constexpr Wish kDecoyFails = {4, 0.6, 1};

TEST(pirates_take_a_share_of_everything) {
  World world = robbed_world({.alert = 20, .cargo = {10, 20, 0, 0, 0, 30}}, kDecoyFails);
  const auto v = random_words<2>(round_keys(world.chance), Domain::kVoyage,
                                 static_cast<std::uint64_t>(world.tick));

  const StepRecord record = step(world, ActionId::kSelect0);

  const double left = 1 - (0.08 + 0.12 * uniform01(v[2]));
  CHECK_EQ(world.ship.cargo, (PerCommodity{10 * left, 20 * left, 0, 0, 0, 30 * left}));
  const double value_before = 10.0 * 45 + 20 * 55 + 30 * 120;
  const double value_after = 10 * left * 45 + 20 * left * 55 + 30 * left * 120;
  CHECK_EQ(record.value_lost, value_before - value_after);
  CHECK_EQ(world.counters.value_lost_to_pirates, value_before - value_after);
  CHECK_EQ(world.counters.pirate_encounters, 1);
  CHECK_EQ(world.ship.hull, 100 - (1 + 3 * uniform01(v[3])));
  CHECK_EQ(world.ship.alert, 20.0 + 8 - 1);
  CHECK_EQ(record.events, bit(Event::kPirates));
  CHECK_EQ(world.ship.decoys, 1);  // it failed, and is kept
}

TEST(a_decoy_that_works_saves_most) {
  World world = robbed_world({.cargo = {10}}, kDecoyWorks);
  const auto v = random_words<2>(round_keys(world.chance), Domain::kVoyage,
                                 static_cast<std::uint64_t>(world.tick));
  const StepRecord record = step(world, ActionId::kSelect0);
  CHECK_EQ(world.ship.cargo[0], 10 * (1 - 0.3 * (0.08 + 0.12 * uniform01(v[2]))));
  CHECK_EQ(world.ship.decoys, 0);
  CHECK_EQ(record.events, bit(Event::kPirates) | bit(Event::kDecoyUsed));
}

TEST(without_a_decoy_its_random_number_does_not_matter) {
  World world = robbed_world({.cargo = {10}, .decoys = 0}, kDecoyWorks);
  const auto v = random_words<2>(round_keys(world.chance), Domain::kVoyage,
                                 static_cast<std::uint64_t>(world.tick));
  CHECK_EQ(step(world, ActionId::kSelect0).events, bit(Event::kPirates));
  CHECK_EQ(world.ship.cargo[0], 10 * (1 - (0.08 + 0.12 * uniform01(v[2]))));
}

TEST(shares_below_a_millionth_are_taken_whole) {
  World world = robbed_world({.cargo = {10}}, kDecoyFails);
  const auto v = random_words<2>(round_keys(world.chance), Domain::kVoyage,
                                 static_cast<std::uint64_t>(world.tick));
  const double left = 1 - (0.08 + 0.12 * uniform01(v[2]));
  const double just_above = 1.000001e-6 / left;
  const double just_below = 0.999999e-6 / left;
  world.ship.cargo = {10, just_below, just_above};

  step(world, ActionId::kSelect0);

  CHECK_EQ(world.ship.cargo, (PerCommodity{10 * left, 0, just_above * left, 0, 0, 0}));
}

TEST(six_decoys_in_ten_work) {
  // pirates that strike often, so that there is a tick for each range of the decoy's number
  const Setup rich = {
      .config = kPirates, .node = 1, .piracy = 1, .alert = 100, .cargo = {0, 0, 0, 0, 190}};
  for (const Wish& roll : {Wish{4, 0.599, 0.6}, Wish{4, 0.6, 0.601}}) {
    Setup setup = rich;
    setup.tick = tick_with(world_with(rich), Domain::kVoyage, {{1, 0, 0.1}, roll});
    World world = world_with(setup);
    const StepRecord record = step(world, ActionId::kSelect0);
    CHECK(has_event(record, Event::kPirates));
    CHECK_EQ(has_event(record, Event::kDecoyUsed), roll.high <= 0.6);
  }
}

TEST(pirates_strike_an_empty_hold_too) {
  World world = robbed_world({.alert = 100}, kDecoyFails);
  const StepRecord record = step(world, ActionId::kSelect0);
  CHECK_EQ(record.events, bit(Event::kPirates));
  CHECK_EQ(record.value_lost, 0.0);
  CHECK_EQ(world.ship.alert, 100.0);  // 100 + 8 - 1, clamped
}

TEST(pirates_can_destroy) {
  World world = robbed_world({.hull = 0.5}, kDecoyFails);  // they take 1 at least
  CHECK_EQ(step(world, ActionId::kSelect0).end_cause, EndCause::kDestroyed);
}

TEST(without_pirates_the_same_tick_is_peaceful) {
  World world = robbed_world({.cargo = {10}}, kDecoyFails);
  world.config.pirates = false;
  CHECK_EQ(step(world, ActionId::kSelect0).events, 0U);
  CHECK_EQ(world.ship.cargo[0], 10.0);
  CHECK_EQ(world.ship.hull, 100.0);
}

}  // namespace
}  // namespace envcore::tests
