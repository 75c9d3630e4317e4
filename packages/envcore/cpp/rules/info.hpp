// The info of a step, in the layout of the spec. docs/interface.md, info.
#pragma once

#include "rules/step_record.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// The info after a step.
spec::InfoRow info_of(const World& world, const StepRecord& record);

/// The info of a world without a step since it was reset or restored.
spec::InfoRow info_at_rest(const World& world);

}  // namespace ENVCORE_ISA
}  // namespace envcore
