// step.cpp: resetting, the order of a step, its counters, and illegal actions.
#include "rules/step.hpp"

#include <limits>

#include "rules/reward.hpp"
#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

TEST(a_reset_ship_is_new) {
  World world;
  reset(world, kDefaults, {77, 5});
  const Ship& ship = world.ship;
  CHECK_EQ(ship.fuel, 1000.0);
  CHECK_EQ(ship.hull, 100.0);
  CHECK_EQ(ship.tool, 100.0);
  CHECK_EQ(ship.heat, 0.0);
  CHECK_EQ(ship.alert, 0.0);
  CHECK_EQ(ship.credits, 0.0);
  CHECK_EQ(ship.cargo, PerCommodity{});
  CHECK_EQ(ship.repair_kits, 3);
  CHECK_EQ(ship.stabilizers, 2);
  CHECK_EQ(ship.decoys, 1);
  CHECK_EQ(ship.node, 0);
  CHECK_EQ(ship.selected, -1);
  CHECK_EQ(ship.escape_ticks, 0);
  CHECK_EQ(ship.anchor_ticks, 0);
  CHECK_EQ(world.tick, 0);
  CHECK_EQ(world.end_cause, EndCause::kNone);
  CHECK_EQ(world.chance.seed, 77U);
  CHECK_EQ(world.chance.episode, 5U);
}

TEST(a_reset_leaves_nothing_of_the_episode_before) {
  World fresh;
  reset(fresh, kDefaults, {77, 6});
  World used;
  reset(used, kDefaults, {76, 5});
  for (int i = 0; i < 300 && !has_ended(used); ++i) envcore::step(used, i % 69);
  reset(used, kDefaults, {77, 6});
  CHECK_EQ(canonical(used), canonical(fresh));
}

TEST(the_default_options_are_those_of_the_interface) {
  CHECK_EQ(kDefaults.time_max, 20000);
  CHECK_EQ(kDefaults.reward_mode, RewardMode::kShaped);
  CHECK(kDefaults.pirates && kDefaults.fractures && kDefaults.scan_noise);
  CHECK(kDefaults.price_impact && kDefaults.market_shocks);
}

TEST(every_action_takes_the_ticks_of_the_table) {
  // from the action table of the interface, TRAVEL apart
  const auto ticks_of = [](int action) {
    switch (action) {
      case 8:   // WIDE_SCAN
      case 67:  // OVERHAUL
        return 3;
      case 10:  // DEEP_SCAN
        return 4;
      case 9:   // FOCUSED_SCAN
      case 11:  // THREAT_LISTEN
      case 31:  // STABILIZE
      case 32:  // REFINE
      case 33:  // COOLDOWN
      case 34:  // TOOL_MAINTENANCE
      case 35:  // HULL_PATCH
        return 2;
      default:
        return 1;
    }
  };
  std::array<bool, 69> was_legal{};
  for (const int node : {0, 1}) {
    for (int action = 6; action < 69; ++action) {
      const check::Note note("action", action);
      World world = world_with({.node = node,
                                .selected = node == 1 ? 15 : -1,
                                .fuel = 500,
                                .hull = 50,
                                .tool = 50,
                                .credits = 1000,
                                .cargo = {1, 1, 1, 1, 1, 1}});
      world.belt.nodes[1].asteroid_count = 16;
      if (action == 27) world.ship.selected = 0;  // SELECT_15 needs another selection
      const StepRecord record = envcore::step(world, action);
      if (record.was_illegal) continue;
      was_legal[at(action)] = true;
      CHECK_EQ(record.dt, ticks_of(action));
      CHECK_EQ(world.tick, ticks_of(action));
      CHECK_EQ(static_cast<int>(record.action), action);
    }
  }
  for (int action = 6; action < 69; ++action) CHECK(was_legal[at(action)]);
}

TEST(the_market_ticks_once_for_each_tick) {
  World world = world_with({.tick = 50, .node = 1});
  step(world, ActionId::kTravel1);
  double drift = 0;
  for (std::uint64_t t = 51; t <= 58; ++t) {
    drift = 0.97 * drift + 0.0146 * bell_at(world, Domain::kTrade, t, spec::kIron);
  }
  CHECK_EQ(world.market.drift[spec::kIron], drift);
  CHECK_EQ(world.market.price[spec::kIron], 45 * (1 + 0.0 + drift + 0));
  CHECK_EQ(world.market.last_price[spec::kIron], 45.0);  // that of the observation before
}

TEST(sums_are_clamped_at_the_end_of_a_step) {
  World world = world_with({.node = 1, .alert = 99});
  step(world, ActionId::kEmergencyBurn);  // 99 + 10 - 1
  CHECK_EQ(world.ship.alert, 100.0);
}

TEST(the_ledger_takes_cargo_value_at_the_prices_of_the_moment) {
  World world = world_with({.node = 1, .cargo = {2, 0, 0, 0, 0, 3}});
  const StepRecord record = step(world, ActionId::kHoldDrift);
  CHECK_EQ(record.before.cargo_value, 2.0 * 45 + 3 * 120);
  CHECK_EQ(record.after.cargo_value, 2 * world.market.price[0] + 3 * world.market.price[5]);
  CHECK(record.after.cargo_value != record.before.cargo_value);
}

TEST(utilization_gains_ticks_times_the_load) {
  World world = world_with({.node = 1, .cargo = {40, 10}});
  step(world, ActionId::kTravel1);
  CHECK_EQ(world.counters.utilization_ticks, 8 * (50.0 / 200));
  step(world, ActionId::kJettisonIron);  // the load after the action
  CHECK_EQ(world.counters.utilization_ticks, 8 * (50.0 / 200) + 1 * (10.0 / 200));
}

TEST(losses_are_counted_in_full_and_not_refunded) {
  World world = world_with({.fuel = 500, .credits = 500});
  step(world, ActionId::kCooldown);
  CHECK_EQ(world.counters.fuel_used, 2.0);
  step(world, ActionId::kBuyFuelSmall);
  CHECK_EQ(world.counters.fuel_used, 2.0);
  step(world, ActionId::kEmergencyBurn);
  CHECK_EQ(world.counters.fuel_used, 2.0 + 18);
}

TEST(losses_are_those_of_the_clamped_values) {
  // 80 fuel for a trip with 30 left, and more hull lost than there is
  World world = world_with({.node = 1, .fuel = 30, .hull = 0.25});
  step(world, ActionId::kTravel1);
  CHECK_EQ(world.counters.fuel_used, 30.0);
  CHECK_EQ(world.counters.hull_damage, 0.25);
}

TEST(only_executed_scans_and_mining_are_counted) {
  World world = world_with({.node = 1});
  step(world, ActionId::kDeepScan);      // illegal: nothing is selected
  step(world, ActionId::kMineStandard);  // likewise
  CHECK_EQ(world.counters.scan_count, 0);
  CHECK_EQ(world.counters.mining_ticks, 0);
  step(world, ActionId::kWideScan);
  step(world, ActionId::kSelect0);
  step(world, ActionId::kFocusedScan);
  step(world, ActionId::kDeepScan);
  step(world, ActionId::kMineConservative);
  step(world, ActionId::kMineStandard);
  step(world, ActionId::kMineAggressive);
  CHECK_EQ(world.counters.scan_count, 3);
  CHECK_EQ(world.counters.mining_ticks, 3);
}

/// Check that the action, illegal in this world, is HOLD_DRIFT plus the penalty and nothing else.
void check_is_hold_plus_penalty(const World& start, std::int64_t action) {
  const check::Note note("action", action);
  World tried = start;
  World held = start;
  const StepRecord record = envcore::step(tried, action);
  const StepRecord hold = envcore::step(held, 6);

  CHECK(record.was_illegal);
  CHECK_EQ(record.action, ActionId::kHoldDrift);
  CHECK_EQ(record.dt, hold.dt);
  CHECK_EQ(record.events, hold.events | bit(Event::kInvalidAction));
  CHECK_EQ(record.end_cause, hold.end_cause);
  CHECK_EQ(canonical(tried), canonical(held));

  RewardTerms penalized = reward_terms(hold);
  penalized.invalid = -0.01;
  const RewardTerms terms = reward_terms(record);
  CHECK_EQ(terms.invalid, -0.01);
  CHECK_EQ(terms.time, penalized.time);
  CHECK_EQ(terms.sell, penalized.sell);
  CHECK_EQ(terms.fuel, penalized.fuel);
  CHECK_EQ(terms.damage, penalized.damage);
  CHECK_EQ(terms.extract, penalized.extract);
  CHECK_EQ(terms.terminal, penalized.terminal);
  CHECK_EQ(reward_of(record, RewardMode::kSparse), reward_of(hold, RewardMode::kSparse));
}

TEST(an_illegal_action_is_hold_plus_penalty_and_nothing_else) {
  World world;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    reset(world, kDefaults, {seed, 0});
    for (int i = 0; i < 40 && !has_ended(world); ++i) {
      for (std::int64_t action = -2; action < 72; ++action) {
        if (!is_legal(world, action)) check_is_hold_plus_penalty(world, action);
      }
      const std::vector<int> legal = legal_actions(world);
      envcore::step(world, legal[at(i * 7) % legal.size()]);
    }
  }
  using Any = std::numeric_limits<std::int64_t>;
  check_is_hold_plus_penalty(world_with({}), Any::max());
  check_is_hold_plus_penalty(world_with({}), Any::min());
}

TEST(the_same_seed_gives_the_same_bits) {
  World left;
  World right;
  reset(left, kDefaults, {123, 4});
  reset(right, kDefaults, {123, 4});
  for (int i = 0; i < 500 && !has_ended(left); ++i) {
    const std::vector<int> legal = legal_actions(left);
    const int action = legal[at(i * 5) % legal.size()];
    envcore::step(left, action);
    envcore::step(right, action);
    CHECK(state_digest(left) == state_digest(right));
  }
}

}  // namespace
}  // namespace envcore::tests
