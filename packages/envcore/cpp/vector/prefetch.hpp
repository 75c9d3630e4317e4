// Cache lines asked for before a step needs them. Of thousands of worlds none stays in a near
// cache, and a step that waits for each of its lines in turn takes longer for that than for its
// work.
#pragma once

#include "rules/legality.hpp"

namespace envcore::inline ENVCORE_CLONE {

/// What every step of a world reads first.
void prefetch_world(const World& world);

/// What depends on where its ship is and what it selected, and what every step writes of its row.
/// Reads what prefetch_world asks for.
void prefetch_place(const World& world, const spec::ObsRow& row);

/// What this action reads and writes beyond that. Reads what prefetch_place asks for.
void prefetch_effect(const World& world, const ActionSet& legal, std::int64_t action,
                     const spec::ObsRow& row);

/// What the observation will show around the node to which this action leads, if it is a journey.
/// Reads what prefetch_effect asks for.
void prefetch_arrival(const World& world, const ActionSet& legal, std::int64_t action);

}  // namespace envcore::inline ENVCORE_CLONE
