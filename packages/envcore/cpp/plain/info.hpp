// The info of a step: counters and facts, in the layout of the spec.
#pragma once

#include "plain/step_record.hpp"

namespace envcore::plain {

/// The info after a step.
spec::InfoRow info_of(const World& world, const StepRecord& record);

/// The info of a world that no step was taken in since it was reset or restored.
spec::InfoRow info_at_rest(const World& world);

}  // namespace envcore::plain
