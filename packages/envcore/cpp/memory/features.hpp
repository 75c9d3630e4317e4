// Memory features: what a ship remembers, as numbers for a network. trainkit.envs.features names
// the columns.
#pragma once

#include "memory/ship_memory.hpp"

namespace envcore::memory {

/// Version of the features. Raise it when any bit of them changes: a policy must read what it was
/// trained with.
inline constexpr int kFeaturesVersion = 1;

/// Write the features of a ship, each within -1..1. Call it after `update_map` of the same row; it
/// also updates what the ship's node is worth.
void write_features(ShipMemory& memory, const spec::ObsRow& row, float* features);

}  // namespace envcore::memory
