// What a step costs besides its action: hazard, pirates, heat and alert.
#pragma once

#include "rules/step_record.hpp"

namespace envcore::inline ENVCORE_CLONE {

/// Expose the ship for record.dt ticks, from `world.tick` on, to where it is or was flying. The
/// draws are block 1 of domain VOYAGE at that tick.
void apply_exposure(World& world, StepRecord& record, const RoundKeys& keys);

/// Radiate heat, hurt the hull where it is too much, and let the alert fade.
void cool_and_calm(World& world, StepRecord& record);

}  // namespace envcore::inline ENVCORE_CLONE
