// Prefetches the cache lines of the next worlds. Thousands of worlds do not fit in cache: without
// prefetching, a step waits longer for memory than it computes.
#pragma once

#include "rules/legality.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// Prefetch what every step of a world reads first.
void prefetch_world(const World& world);

/// Prefetch the ship's node and selected asteroid, and what every step writes of the row. Reads
/// what prefetch_world prefetches.
void prefetch_place(const World& world, const spec::ObsRow& row);

/// Prefetch what this action reads and writes beyond that. Reads what prefetch_place prefetches.
void prefetch_effect(const World& world, const ActionSet& legal, std::int64_t action,
                     const spec::ObsRow& row);

/// Prefetch the edges and neighbors of the node that this action travels to, if it does. Reads what
/// prefetch_effect prefetches.
void prefetch_arrival(const World& world, const ActionSet& legal, std::int64_t action);

}  // namespace ENVCORE_ISA
}  // namespace envcore
