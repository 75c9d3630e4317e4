// info.cpp: every key of the interface; the numbers of events and ends.
#include "rules/info.hpp"

#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

TEST(the_keys_are_those_of_the_interface_in_order) {
  std::vector<std::string> keys;
  const spec::InfoRow row{};
  spec::visit_info(row, [&keys](const char* key, const auto&) { keys.emplace_back(key); });
  const std::vector<std::string> want = {"action",
                                         "dt",
                                         "invalid_action",
                                         "events",
                                         "credits",
                                         "net_profit",
                                         "total_spend",
                                         "profit_per_tick",
                                         "survival",
                                         "overheat_ticks",
                                         "pirate_encounters",
                                         "value_lost_to_pirates",
                                         "fuel_used",
                                         "hull_damage",
                                         "tool_wear",
                                         "scan_count",
                                         "mining_ticks",
                                         "cargo_utilization_avg",
                                         "ticks",
                                         "time_remaining"};
  CHECK_EQ(keys, want);
  CHECK_EQ(keys.size(), spec::kNInfo);
}

TEST(events_have_the_numbers_of_the_rules) {
  // section 7, in order from 0
  constexpr std::array kEvents = {Event::kInvalidAction,
                                  Event::kTravelled,
                                  Event::kScanned,
                                  Event::kMined,
                                  Event::kFracture,
                                  Event::kStabilized,
                                  Event::kRefined,
                                  Event::kSold,
                                  Event::kBought,
                                  Event::kOverhauled,
                                  Event::kDocked,
                                  Event::kJettisoned,
                                  Event::kPirates,
                                  Event::kDecoyUsed,
                                  Event::kOverheated,
                                  Event::kMarketShock,
                                  Event::kAsteroidExhausted,
                                  Event::kDestroyed,
                                  Event::kStranded,
                                  Event::kCashedOut,
                                  Event::kTimeout};
  for (std::size_t i = 0; i < kEvents.size(); ++i) CHECK_EQ(static_cast<int>(kEvents[i]), i);
}

TEST(end_causes_have_the_numbers_of_the_interface) {
  CHECK_EQ(static_cast<int>(EndCause::kNone), -1);
  CHECK_EQ(static_cast<int>(EndCause::kDestroyed), 0);
  CHECK_EQ(static_cast<int>(EndCause::kStranded), 1);
  CHECK_EQ(static_cast<int>(EndCause::kCashedOut), 2);
  CHECK_EQ(static_cast<int>(EndCause::kTimeout), 3);
}

TEST(at_reset_the_info_is_at_its_start_values) {
  World world;
  reset(world, kDefaults, {9, 0});
  const spec::InfoRow info = info_at_rest(world);
  CHECK_EQ(info.action, -1);
  CHECK_EQ(info.dt, 0);
  CHECK_EQ(info.invalid_action, false);
  CHECK_EQ(info.events, 0);
  CHECK_EQ(info.credits, 0.0);
  CHECK_EQ(info.net_profit, 0.0);
  CHECK_EQ(info.total_spend, 0.0);
  CHECK_EQ(info.profit_per_tick, 0.0);
  CHECK_EQ(info.survival, 1);
  CHECK_EQ(info.overheat_ticks, 0);
  CHECK_EQ(info.pirate_encounters, 0);
  CHECK_EQ(info.value_lost_to_pirates, 0.0);
  CHECK_EQ(info.fuel_used, 0.0);
  CHECK_EQ(info.hull_damage, 0.0);
  CHECK_EQ(info.tool_wear, 0.0);
  CHECK_EQ(info.scan_count, 0);
  CHECK_EQ(info.mining_ticks, 0);
  CHECK_EQ(info.cargo_utilization_avg, 0.0);
  CHECK_EQ(info.ticks, 0);
  CHECK_EQ(info.time_remaining, 20000);
}

TEST(info_reports_the_executed_action) {
  World world = world_with({.node = 1});
  const StepRecord legal = step(world, ActionId::kTravel1);
  CHECK_EQ(info_of(world, legal).action, 1);
  CHECK_EQ(info_of(world, legal).dt, 8);
  CHECK_EQ(info_of(world, legal).invalid_action, false);
  CHECK_EQ(info_of(world, legal).events, 1 << 1);

  const StepRecord illegal = step(world, ActionId::kDock);
  CHECK_EQ(info_of(world, illegal).action, 6);
  CHECK_EQ(info_of(world, illegal).dt, 1);
  CHECK_EQ(info_of(world, illegal).invalid_action, true);
  CHECK_EQ(info_of(world, illegal).events, 1 << 0);
}

TEST(totals_are_those_of_the_world) {
  World world =
      world_with({.config = quiet_but(&EnvConfig::time_max, 1000), .tick = 400, .credits = 321});
  world.counters = {.fuel_used = 15,
                    .hull_damage = 16,
                    .tool_wear = 17,
                    .utilization_ticks = 100,
                    .total_spend = 11,
                    .value_lost_to_pirates = 14,
                    .overheat_ticks = 12,
                    .pirate_encounters = 13,
                    .scan_count = 18,
                    .mining_ticks = 19};
  const spec::InfoRow info = info_at_rest(world);
  CHECK_EQ(info.credits, 321.0);
  CHECK_EQ(info.net_profit, 321.0);
  CHECK_EQ(info.total_spend, 11.0);
  CHECK_EQ(info.profit_per_tick, 321.0 / 400);
  CHECK_EQ(info.overheat_ticks, 12);
  CHECK_EQ(info.pirate_encounters, 13);
  CHECK_EQ(info.value_lost_to_pirates, 14.0);
  CHECK_EQ(info.fuel_used, 15.0);
  CHECK_EQ(info.hull_damage, 16.0);
  CHECK_EQ(info.tool_wear, 17.0);
  CHECK_EQ(info.scan_count, 18);
  CHECK_EQ(info.mining_ticks, 19);
  CHECK_EQ(info.cargo_utilization_avg, 100.0 / 400);
  CHECK_EQ(info.ticks, 400);
  CHECK_EQ(info.time_remaining, 1000 - 400);
}

TEST(net_profit_is_what_was_earned_less_what_was_spent) {
  World world = world_with({.cargo = {10}});
  step(world, ActionId::kSellIron100);
  const StepRecord bought = step(world, ActionId::kBuyDecoy);
  CHECK_EQ(info_of(world, bought).net_profit, 450.0 - 110);
  CHECK_EQ(info_of(world, bought).total_spend, 110.0);
}

TEST(survival_depends_on_the_cause_of_the_end) {
  World world = world_with({});
  for (const auto& [cause, survival] :
       {std::pair(EndCause::kNone, 1), std::pair(EndCause::kDestroyed, 0),
        std::pair(EndCause::kStranded, 0), std::pair(EndCause::kCashedOut, 1),
        std::pair(EndCause::kTimeout, 1)}) {
    world.end_cause = cause;
    CHECK_EQ(info_at_rest(world).survival, survival);
  }
}

TEST(time_remaining_is_never_negative) {
  World world = world_with({.config = quiet_but(&EnvConfig::time_max, 10), .tick = 17});
  CHECK_EQ(info_at_rest(world).time_remaining, 0);
}

}  // namespace
}  // namespace envcore::tests
