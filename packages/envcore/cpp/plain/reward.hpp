// The reward, from the record of a step alone. It never sees the world.
#pragma once

#include "plain/step_record.hpp"

namespace envcore::plain {

/// The terms of the reward in the order in which they are added. A term that does not apply is +0.
struct RewardTerms {
  double sell = 0;
  double extract = 0;
  double fuel = 0;
  double time = 0;
  double wear = 0;
  double heat = 0;
  double damage = 0;
  double scan = 0;
  double invalid = 0;
  double pirate = 0;
  double terminal = 0;
};

RewardTerms reward_terms(const StepRecord& record);

/// The sum of the terms that the mode keeps.
double reward_of(const StepRecord& record, RewardMode mode);

}  // namespace envcore::plain
