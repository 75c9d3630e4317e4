#include "rules/reward.hpp"

namespace envcore::inline ENVCORE_CLONE {
namespace {

/// weight * x / scale in four lanes, and +0 where x is 0: adding +0 makes one of a -0.
std::array<double, 4> weighted(const Quad& weights, const Quad& x, const Quad& scales) {
  std::array<double, 4> out;
  (weights * x / scales + Quad::all(0)).store(out.data());
  return out;
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
      return spec::kRewardCredits * record.after.credits / spec::kCreditScale;
  }
  return 0;
}

}  // namespace

RewardTerms reward_terms(const StepRecord& record) {
  const Ledger& before = record.before;
  const Ledger& after = record.after;
  const double value_gained = larger(0, after.cargo_value - before.cargo_value);
  const double hot = larger(0, after.heat - spec::kRewardHeatThreshold);
  // fuel, hull, heat, for which nothing is taken, and tool
  const auto losses = weighted(
      Quad::of(spec::kRewardFuel, spec::kRewardDamage, 0.0, spec::kRewardWear), losses_of(record),
      Quad::of(spec::kRewardFuelScale, spec::kRewardDamageScale, 1.0, spec::kRewardWearScale));
  const auto others = weighted(
      Quad::of(1.0, spec::kRewardExtract, 1.0, spec::kRewardPirate),
      Quad::of(after.credits - before.credits, value_gained, hot, record.value_lost),
      Quad::of(spec::kCreditScale, spec::kCreditScale, spec::kRewardHeatScale, spec::kCreditScale));
  return {
      .sell = others[0],
      .extract = others[1],
      .fuel = losses[0],
      .time = spec::kRewardTime * record.dt,
      .wear = losses[3],
      .heat = spec::kRewardHeat * square(others[2]) + 0.0,
      .damage = losses[1],
      .scan = has_event(record, spec::Event::kScanned) ? spec::kRewardScan : 0,
      .invalid = record.was_illegal ? spec::kRewardInvalid : 0,
      .pirate = others[3],
      .terminal = terminal_term(record),
  };
}

double reward_of(const StepRecord& record, RewardMode mode) {
  return spec::sum_of(reward_terms(record), mode);
}

}  // namespace envcore::inline ENVCORE_CLONE
