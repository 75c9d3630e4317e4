// The belt: nodes, edges and the order of neighbor slots.
#pragma once

#include "plain/world.hpp"

namespace envcore::plain {

/// Make the whole belt of an episode.
void generate_belt(Belt& belt, const Chance& chance);

}  // namespace envcore::plain
