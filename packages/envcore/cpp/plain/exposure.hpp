// What a step costs besides its action: hazard, pirates, heat and alert.
#pragma once

#include "plain/step_record.hpp"

namespace envcore::plain {

/// Expose the ship for record.dt ticks, from tick `tick_before`, to where it is or was flying.
void apply_exposure(World& world, StepRecord& record, int tick_before);

/// Radiate heat, damage the hull by excess heat, and lower the alert.
void cool_and_calm(World& world, StepRecord& record);

}  // namespace envcore::plain
