// The reward, from the record of a step alone. docs/interface.md, reward.
#pragma once

#include "rules/step_record.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

using spec::RewardTerms;

RewardTerms reward_terms(const StepRecord& record);

/// The sum of the terms that the mode keeps.
double reward_of(const StepRecord& record, RewardMode mode);

}  // namespace ENVCORE_ISA
}  // namespace envcore
