// Resetting and stepping a world.
#pragma once

#include "rules/step_record.hpp"

namespace envcore::inline ENVCORE_CLONE {

/// Make the world of (seed, episode) with these options, at tick 0.
void reset(World& world, const EnvConfig& config, std::uint64_t seed, std::uint64_t episode);

/// Take one step with the action asked for, which may be any integer. The episode must not have
/// ended.
StepRecord step(World& world, std::int64_t wanted);

/// Likewise where it was already asked whether the action is legal.
StepRecord step(World& world, std::int64_t wanted, bool may_act);

}  // namespace envcore::inline ENVCORE_CLONE
