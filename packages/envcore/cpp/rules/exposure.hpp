// What a step costs besides its action: hazard, pirates, heat and alert. docs/world.md, section 5.
#pragma once

#include "rules/step_record.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// Expose the ship for record.dt ticks from `world.tick` on.
void apply_exposure(World& world, StepRecord& record, const RoundKeys& keys);

/// Cool the ship, damage the hull if it stays too hot, and let the alert fade.
void cool_and_calm(World& world, StepRecord& record);

}  // namespace ENVCORE_ISA
}  // namespace envcore
