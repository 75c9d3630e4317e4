// The belt: nodes, edges and the order of neighbor slots.
#pragma once

#include "rules/world.hpp"

namespace envcore::inline ENVCORE_CLONE {

/// Make the whole belt of an episode.
void generate_belt(Belt& belt, const Chance& chance);

}  // namespace envcore::inline ENVCORE_CLONE
