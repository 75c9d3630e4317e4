// The asteroids of a node: true properties and first estimates. docs/world.md, section 3.
#pragma once

#include "rules/world.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// Generate the asteroids of node n, unless n is the station or that was done in this episode.
void generate_field(World& world, int n);

/// Prepare the node where the ship is now: its field is generated, rocks of the last node are
/// dropped.
void arrive(World& world);

/// The true properties of asteroid a of the ship's node; generated at first use.
const Rock& rock_here(World& world, int a);

/// Generate all rocks of the ship's node.
void generate_rocks_here(World& world);

}  // namespace ENVCORE_ISA
}  // namespace envcore
