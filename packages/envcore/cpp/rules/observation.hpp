// The observation, in the layout of the spec. docs/interface.md, observation.
#pragma once

#include <span>

#include "rules/step_record.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// Write the observation: a pure function of the state.
void pack_observation(const World& world, spec::ObsRow& row);
void pack_observation(const World& world, std::span<float, spec::kObsDim> out);

/// Turn the observation before a step into the one after it: the same floats as pack_observation,
/// but writes only what the step can have changed.
void update_observation(const World& world, const StepRecord& record, spec::ObsRow& row);

}  // namespace ENVCORE_ISA
}  // namespace envcore
