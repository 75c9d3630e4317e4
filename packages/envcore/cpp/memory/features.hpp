// Memory features: what a ship remembers, as numbers for a network. trainkit.envs.features names
// the columns.
#pragma once

#include "memory/ship_memory.hpp"

namespace envcore::memory {

/// Versions of the features: which columns a policy reads. A column is the same number in all of
/// them. When any bit changes, old versions stay and a new one is added: a policy must read what it
/// was trained with.
enum class FeaturesVersion : int {
  kFull = 1,     // every column
  kCompact = 2,  // those that matter most, at a fraction of the cost
};

/// How many columns a version has; 0 if there is no such version.
std::size_t feature_count(int version);

/// Write the features of a ship, each within -1..1. Call it after `update_map` of the same row, for
/// a memory always with the same version; it also updates what the ship's node is worth.
void write_features(ShipMemory& memory, const spec::ObsRow& row, FeaturesVersion version,
                    float* features);

}  // namespace envcore::memory
