// The asteroids of a node, and the estimates of them before any scan.
#pragma once

#include "plain/world.hpp"

namespace envcore::plain {

/// Make the asteroids of node n > 0.
void generate_field(Field& field, const Chance& chance, int n, NodeType type);

}  // namespace envcore::plain
