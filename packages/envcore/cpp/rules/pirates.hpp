// Pirates: their risk, and what they take. docs/world.md, section 5, phase 4.
#pragma once

#include "rules/step_record.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// Roll for pirates over the step's ticks; `words` is block 1 of VOYAGE at its tick.
void meet_pirates(World& world, StepRecord& record, double piracy, const RoundKeys& keys,
                  const PhiloxBlock& words);

}  // namespace ENVCORE_ISA
}  // namespace envcore
