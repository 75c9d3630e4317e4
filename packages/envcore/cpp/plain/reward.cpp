#include "plain/reward.hpp"

namespace envcore::plain {
namespace {

/// weight * x / scale, and +0 where x is 0.
double weighted(double weight, double x, double scale) { return x == 0 ? 0 : weight * x / scale; }

double heat_term(double heat) {
  const double excess = larger(0, heat - spec::kRewardHeatThreshold) / spec::kRewardHeatScale;
  return excess == 0 ? 0 : spec::kRewardHeat * square(excess);
}

double terminal_term(const StepRecord& record) {
  switch (record.end_cause) {
    case EndCause::kNone:
      return 0;
    case EndCause::kStranded:
      return spec::kRewardStranded;
    case EndCause::kDestroyed:
      return spec::kRewardDestroyed;
    case EndCause::kCashedOut:
    case EndCause::kTimeout:
      return weighted(spec::kRewardCredits, record.after.credits, spec::kCreditScale);
  }
  return 0;
}

}  // namespace

RewardTerms reward_terms(const StepRecord& record) {
  const Ledger& before = record.before;
  const Ledger& after = record.after;
  const double value_gained = larger(0, after.cargo_value - before.cargo_value);
  const bool is_scan = has_event(record, spec::Event::kScanned);
  return {
      .sell = (after.credits - before.credits) / spec::kCreditScale,
      .extract = weighted(spec::kRewardExtract, value_gained, spec::kCreditScale),
      .fuel = weighted(spec::kRewardFuel, lost(before.fuel, after.fuel), spec::kRewardFuelScale),
      .time = spec::kRewardTime * record.dt,
      .wear = weighted(spec::kRewardWear, lost(before.tool, after.tool), spec::kRewardWearScale),
      .heat = heat_term(after.heat),
      .damage =
          weighted(spec::kRewardDamage, lost(before.hull, after.hull), spec::kRewardDamageScale),
      .scan = is_scan ? spec::kRewardScan : 0,
      .invalid = record.was_illegal ? spec::kRewardInvalid : 0,
      .pirate = weighted(spec::kRewardPirate, record.value_lost, spec::kCreditScale),
      .terminal = terminal_term(record),
  };
}

double reward_of(const StepRecord& record, RewardMode mode) {
  return spec::sum_of(reward_terms(record), mode);
}

}  // namespace envcore::plain
