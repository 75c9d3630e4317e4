// The observation: what a policy sees of the world, in the layout of the spec.
#pragma once

#include <span>

#include "rules/step_record.hpp"

namespace envcore::inline ENVCORE_CLONE {

/// Write the observation of the world as it stands. A pure function of the state.
void pack_observation(const World& world, spec::ObsRow& row);
void pack_observation(const World& world, std::span<float, spec::kObsDim> out);

/// Bring the observation of the world before a step up to date: the same floats as a whole new one,
/// but only what the step can have changed is written.
void update_observation(const World& world, const StepRecord& record, spec::ObsRow& row);

}  // namespace envcore::inline ENVCORE_CLONE
