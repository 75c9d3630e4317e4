// The shortest known routes of a ship's map.
#pragma once

#include "memory/ship_memory.hpp"

namespace envcore::memory {

/// Add a node seen for the first time: its edges, the routes it shortens, the edges left to
/// explore.
void add_node(ShipMemory& memory, std::size_t node, const spec::ObsRow& row);

}  // namespace envcore::memory
