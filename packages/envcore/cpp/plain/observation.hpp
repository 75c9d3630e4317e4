// The observation: what a policy sees of the world, in the layout of the spec.
#pragma once

#include <span>

#include "plain/world.hpp"

namespace envcore::plain {

/// Write the observation of the current state. A pure function of the state.
void pack_observation(const World& world, std::span<float, spec::kObsDim> out);

}  // namespace envcore::plain
