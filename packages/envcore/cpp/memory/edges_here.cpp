#include "memory/edges_here.hpp"

#include <algorithm>

#include "numerics/arithmetic.hpp"

namespace envcore::memory {
namespace {

/// Find the best node and the nearest unseen one behind each edge.
void look_behind_edges(const ShipMemory& memory, EdgesHere& edges) {
  const std::size_t node = memory.ship.node;
  for (std::size_t i = 0; i < kTickValueCount; ++i) {
    edges.surplus[i].fill(-kInfinity);
    edges.ticks[i].fill(memory.ticks_between[node][kStation]);
  }
  const auto& ticks_to_home = memory.ticks_between[kStation];  // routes are as long both ways
  for (std::size_t k = 0; k < kNodes; ++k) {
    const auto slot = static_cast<std::size_t>(memory.first_slot[node][k]);
    if (slot >= kEdges) continue;  // -1: no route
    const double ticks = memory.ticks_between[node][k];
    const double round_trip = ticks + static_cast<double>(ticks_to_home[k]);
    edges.unseen[slot] = std::min(edges.unseen[slot], memory.ticks_to_unseen[k] + ticks);
    for (std::size_t i = 0; i < kTickValueCount; ++i) {
      const double worth = max(memory.surplus[k][i], memory.hope[k][i]);
      const double net = worth - kTickValues[i] * round_trip;
      if (!(net > edges.surplus[i][slot])) continue;
      edges.surplus[i][slot] = net;
      edges.ticks[i][slot] = ticks;
    }
  }
}

}  // namespace

EdgesHere value_edges(const ShipMemory& memory) {
  EdgesHere edges;
  look_behind_edges(memory, edges);
  const std::size_t node = memory.ship.node;
  const double to_home = memory.ticks_between[node][kStation];
  for (std::size_t slot = 0; slot < kEdges; ++slot) {
    const double ticks = memory.edge_ticks[node][slot];
    const auto neighbor = static_cast<std::size_t>(memory.leads_to[node][slot]);
    edges.leads_home[slot] = memory.first_slot[node][kStation] == static_cast<int>(slot);
    if (ticks > 0 && neighbor < kNodes) {
      edges.is_known[slot] = 1;
      edges.pay[slot] = memory.best_pay[neighbor];
    } else if (ticks > 0) {
      edges.unseen[slot] = ticks;
      const double expected = new_node_surplus(memory.edge_is_hazard[node][slot]);
      for (std::size_t i = 0; i < kTickValueCount; ++i) {
        edges.surplus[i][slot] = expected - kTickValues[i] * (2 * ticks + to_home);
        edges.ticks[i][slot] = ticks;
      }
    }
    for (std::size_t i = 0; i < kTickValueCount; ++i) {
      edges.surplus[i][slot] = max(edges.surplus[i][slot], -kSurplusScales[i]);
    }
  }
  return edges;
}

}  // namespace envcore::memory
