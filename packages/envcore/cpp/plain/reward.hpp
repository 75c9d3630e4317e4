// The reward, from the record of a step alone. It never sees the world.
#pragma once

#include "plain/step_record.hpp"

namespace envcore::plain {

using spec::RewardTerms;

RewardTerms reward_terms(const StepRecord& record);

/// The sum of the terms that the mode keeps.
double reward_of(const StepRecord& record, RewardMode mode);

}  // namespace envcore::plain
