// Resetting and stepping a world. docs/world.md, section 5.
#pragma once

#include "rules/step_record.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// Generate the world of (seed, episode) with these options, at tick 0.
void reset(World& world, const EnvConfig& config, const RngKey& key);

/// Take one step with the requested action, which may be any integer. The episode must be running.
StepRecord step(World& world, std::int64_t requested);

/// Likewise where the caller knows whether the action is legal.
StepRecord step(World& world, std::int64_t requested, bool is_legal);

}  // namespace ENVCORE_ISA
}  // namespace envcore
