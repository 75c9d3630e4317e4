// The reward, from the record of a step alone. It never sees the world.
#pragma once

#include "rules/step_record.hpp"

namespace envcore::inline ENVCORE_CLONE {

using spec::RewardTerms;

RewardTerms reward_terms(const StepRecord& record);

/// The sum of the terms that the mode keeps.
double reward_of(const StepRecord& record, RewardMode mode);

}  // namespace envcore::inline ENVCORE_CLONE
