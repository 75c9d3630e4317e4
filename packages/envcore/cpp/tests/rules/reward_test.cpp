// reward.cpp: every term by itself, then the sum.
#include "rules/reward.hpp"

#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

constexpr std::array kModes = {RewardMode::kShaped, RewardMode::kSparse};

/// A step in which nothing is gained or lost.
constexpr Ledger kLedger = {.fuel = 500, .hull = 80, .heat = 0, .tool = 60, .credits = 500};

StepRecord uneventful_step() { return {.dt = 1, .before = kLedger, .after = kLedger}; }

/// Every term in its order.
std::array<double, 11> listed(const RewardTerms& r) {
  return {r.sell,   r.extract, r.fuel,    r.time,   r.wear,    r.heat,
          r.damage, r.scan,    r.invalid, r.pirate, r.terminal};
}

/// The terms of this step, all but `index` being those of an uneventful one.
double only_term(const StepRecord& record, std::size_t index) {
  std::array<double, 11> terms = listed(reward_terms(record));
  const double term = terms[index];
  terms[index] = listed(reward_terms(uneventful_step()))[index];
  CHECK_EQ(terms, listed(reward_terms(uneventful_step())));
  return term;
}

TEST(an_uneventful_step_costs_its_time) {
  const StepRecord record = uneventful_step();
  CHECK_EQ(listed(reward_terms(record)),
           (std::array<double, 11>{0, 0, 0, -0.001 * 1, 0, 0, 0, 0, 0, 0, 0}));
  CHECK_EQ(reward_of(record, RewardMode::kShaped), -0.001);
  CHECK_EQ(reward_of(record, RewardMode::kSparse), 0.0);
}

TEST(r_sell_is_the_change_of_credits) {
  StepRecord record = uneventful_step();
  record.after.credits = 500 + 333;
  CHECK_EQ(only_term(record, 0), (833.0 - 500) / 1000);
  record.after.credits = 500 - 210;  // spending counts too
  CHECK_EQ(only_term(record, 0), (290.0 - 500) / 1000);
}

TEST(r_extract_is_the_gain_of_cargo_value) {
  StepRecord record = uneventful_step();
  record.after.cargo_value = 70;
  CHECK_EQ(only_term(record, 1), 0.02 * 70 / 1000);

  record.before.cargo_value = 90;  // a loss counts as 0
  CHECK_EQ(only_term(record, 1), 0.0);
}

TEST(r_fuel_is_for_fuel_lost) {
  StepRecord record = uneventful_step();
  record.after.fuel = 500 - 37;
  CHECK_EQ(only_term(record, 2), -0.10 * 37 / 100);
  record.after.fuel = 500 + 120;
  CHECK_EQ(only_term(record, 2), 0.0);
}

TEST(r_time_is_for_every_tick) {
  StepRecord record = uneventful_step();
  record.dt = 8;
  CHECK_EQ(only_term(record, 3), -0.001 * 8);
}

TEST(r_wear_is_for_tool_condition_lost) {
  StepRecord record = uneventful_step();
  record.after.tool = 60 - 0.5;
  CHECK_EQ(only_term(record, 4), -0.05 * 0.5 / 10);
  record.after.tool = 85;
  CHECK_EQ(only_term(record, 4), 0.0);
}

TEST(r_heat_is_the_square_above_seventy) {
  StepRecord record = uneventful_step();
  record.after.heat = 95;
  const double excess = (95.0 - 70) / 100;
  CHECK_EQ(only_term(record, 5), -0.20 * (excess * excess));
  record.after.heat = 70;
  CHECK_EQ(only_term(record, 5), 0.0);
  record.before.heat = 100;  // heat after the step alone counts
  CHECK_EQ(only_term(record, 5), 0.0);
}

TEST(r_damage_is_for_hull_lost) {
  StepRecord record = uneventful_step();
  record.after.hull = 80 - 12;
  CHECK_EQ(only_term(record, 6), -1.00 * 12 / 10);
  record.after.hull = 100;
  CHECK_EQ(only_term(record, 6), 0.0);
}

TEST(r_scan_is_for_each_legal_scan) {
  StepRecord record = uneventful_step();
  add_event(record, Event::kScanned);
  CHECK_EQ(only_term(record, 7), -0.005);

  for (const ActionId scan : {ActionId::kWideScan, ActionId::kFocusedScan, ActionId::kDeepScan}) {
    World world = world_with({.node = 1, .selected = 0});
    CHECK_EQ(reward_terms(step(world, scan)).scan, -0.005);
    World at_station = world_with({});
    CHECK_EQ(reward_terms(step(at_station, scan)).scan, 0.0);
    CHECK_EQ(reward_terms(step(at_station, scan)).invalid, -0.01);
  }
}

TEST(r_invalid_is_for_an_illegal_action) {
  StepRecord record = uneventful_step();
  record.was_illegal = true;
  CHECK_EQ(only_term(record, 8), -0.01);
}

TEST(r_pirate_is_for_the_value_lost) {
  StepRecord record = uneventful_step();
  record.value_lost = 250;
  CHECK_EQ(only_term(record, 9), -1.00 * 250 / 1000);
}

TEST(r_terminal_depends_on_the_cause) {
  StepRecord record = uneventful_step();
  record.end_cause = EndCause::kStranded;
  CHECK_EQ(only_term(record, 10), -50.0);
  record.end_cause = EndCause::kDestroyed;
  CHECK_EQ(only_term(record, 10), -100.0);
  record.end_cause = EndCause::kCashedOut;
  CHECK_EQ(only_term(record, 10), 0.002 * 500 / 1000);
  record.end_cause = EndCause::kTimeout;
  CHECK_EQ(only_term(record, 10), 0.002 * 500 / 1000);

  record.before.credits = record.after.credits = 0;
  CHECK_EQ(only_term(record, 10), 0.0);
}

/// A step with all terms different from zero.
StepRecord eventful_step() {
  StepRecord record = uneventful_step();
  record.dt = 3;
  record.after = {.fuel = 411.7,
                  .hull = 61.3,
                  .heat = 88.8,
                  .tool = 59.1,
                  .credits = 612.3,
                  .cargo_value = 123.4};
  add_event(record, Event::kScanned);
  record.was_illegal = true;
  record.value_lost = 45.6;
  record.end_cause = EndCause::kTimeout;
  return record;
}

TEST(the_terms_are_added_in_order) {
  const std::array<double, 11> terms = listed(reward_terms(eventful_step()));
  double sum = terms[0];
  for (std::size_t i = 1; i < terms.size(); ++i) {
    CHECK(terms[i] != 0);
    sum = sum + terms[i];
  }
  CHECK_EQ(reward_of(eventful_step(), RewardMode::kShaped), sum);
}

TEST(sparse_keeps_sales_and_the_end) {
  const double sell = (612.3 - 500) / 1000;
  const double terminal = 0.002 * 612.3 / 1000;
  CHECK_EQ(reward_of(eventful_step(), RewardMode::kSparse), sell + terminal);
}

TEST(no_reward_is_negative_zero) {
  for (const RewardMode mode : kModes) {
    StepRecord record = uneventful_step();
    record.dt = 0;  // no step is so short; but even then nothing is -0
    CHECK_EQ(reward_of(record, mode), 0.0);
  }
  World world = world_with({});
  for (const double term : listed(reward_terms(step(world, ActionId::kHoldDrift)))) {
    CHECK(term != 0 || !std::signbit(term));
  }
}

}  // namespace
}  // namespace envcore::tests
