// Resetting and stepping a world.
#pragma once

#include "plain/step_record.hpp"

namespace envcore::plain {

/// Make the world of (seed, episode) with these options, at tick 0.
void reset(World& world, const EnvConfig& config, std::uint64_t seed, std::uint64_t episode);

/// Take one step with an action, which may be any integer. The episode must not have
/// ended.
StepRecord step(World& world, std::int64_t wanted);

}  // namespace envcore::plain
