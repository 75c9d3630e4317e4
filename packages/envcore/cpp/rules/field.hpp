// The asteroids of a node, and what is believed of them before any scan.
#pragma once

#include "rules/world.hpp"

namespace envcore::inline ENVCORE_CLONE {

/// Make the asteroids of node n > 0, unless that was done in this episode.
void make_field(World& world, int n);

/// Have the ship be at its node: the asteroids are made, the rocks of the last node forgotten.
void arrive(World& world);

/// What asteroid a of the ship's node is, drawn when first asked for.
const Rock& rock_here(World& world, int a);

/// Have every rock of the ship's node at hand.
void draw_rocks_here(World& world);

}  // namespace envcore::inline ENVCORE_CLONE
