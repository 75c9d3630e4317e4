// One world as Python holds it: with what its last step did.
#pragma once

#include <optional>

#include "../world/info.hpp"

namespace envcore::bindings {

/// A world with the record of its last step.
struct SingleWorld {
  World world;
  std::optional<StepRecord> record;

  spec::InfoRow info() const { return record ? info_of(world, *record) : info_at_rest(world); }
};

}  // namespace envcore::bindings
