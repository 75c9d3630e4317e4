#include "rules/reward.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

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
      return spec::kRewardCredits * record.after.credits / spec::kCreditScale;
  }
  return 0;
}

}  // namespace

RewardTerms reward_terms(const StepRecord& record) {
  const Ledger& before = record.before;
  const Ledger& after = record.after;
  const double value_gained = max(0, after.cargo_value - before.cargo_value);
  const double excess_heat = max(0, after.heat - spec::kRewardHeatThreshold);
  constexpr double kNoMinusZero = 0;  // -0 + 0 is 0: a term that does not apply is +0
  return {
      .sell = (after.credits - before.credits) / spec::kCreditScale,
      .extract = spec::kRewardExtract * value_gained / spec::kCreditScale,
      .fuel =
          spec::kRewardFuel * loss(before.fuel, after.fuel) / spec::kRewardFuelScale + kNoMinusZero,
      .time = spec::kRewardTime * record.dt,
      .wear =
          spec::kRewardWear * loss(before.tool, after.tool) / spec::kRewardWearScale + kNoMinusZero,
      .heat = spec::kRewardHeat * square(excess_heat / spec::kRewardHeatScale) + kNoMinusZero,
      .damage = spec::kRewardDamage * loss(before.hull, after.hull) / spec::kRewardDamageScale +
                kNoMinusZero,
      .scan = has_event(record, spec::Event::kScanned) ? spec::kRewardScan : 0,
      .invalid = record.was_illegal ? spec::kRewardInvalid : 0,
      .pirate = spec::kRewardPirate * record.value_lost / spec::kCreditScale + kNoMinusZero,
      .terminal = terminal_term(record),
  };
}

double reward_of(const StepRecord& record, RewardMode mode) {
  return spec::sum_of(reward_terms(record), mode);
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
