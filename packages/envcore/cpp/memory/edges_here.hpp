// What lies behind the edges of the ship's node.
#pragma once

#include "memory/ship_memory.hpp"

namespace envcore::memory {

/// What lies behind each edge of the ship's node; a node is behind the edge where its route begins.
struct EdgesHere {
  PerEdge<double> is_known{};
  PerEdge<double> pay{};
  std::array<PerEdge<double>, kTickValueCount> surplus{};       // of the best node, less the travel
  std::array<PerEdge<double>, kTickValueCount> ticks{};         // to that node
  PerEdge<double> unseen = filled<PerEdge<double>>(kInfinity);  // ticks to the nearest unseen node
  PerEdge<double> leads_home{};
};

EdgesHere value_edges(const ShipMemory& memory);

}  // namespace envcore::memory
