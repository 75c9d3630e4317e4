#include "memory/routes.hpp"

#include <algorithm>

namespace envcore::memory {
namespace {

struct EdgeEnd {
  std::size_t node;
  std::size_t slot;
};

/// Update the routes from and to a new node by one of its edges, given by both ends.
void add_edge(ShipMemory& memory, EdgeEnd added, EdgeEnd known) {
  auto& between = memory.ticks_between;
  auto& first = memory.first_slot;
  memory.leads_to[added.node][added.slot] = static_cast<std::int8_t>(known.node);
  memory.leads_to[known.node][known.slot] = static_cast<std::int8_t>(added.node);
  const float ticks = memory.edge_ticks[added.node][added.slot];
  for (std::size_t k = 0; k < kNodes; ++k) {
    const float out = ticks + between[known.node][k];
    if (out < between[added.node][k]) {
      between[added.node][k] = out;
      first[added.node][k] = static_cast<std::int8_t>(added.slot);
    }
  }
  for (std::size_t k = 0; k < kNodes; ++k) {
    const float back = between[k][known.node] + ticks;
    if (back < between[k][added.node]) {
      between[k][added.node] = back;
      first[k][added.node] =
          k == known.node ? static_cast<std::int8_t>(known.slot) : first[k][known.node];
    }
  }
}

/// Connect a node's edges with those of known nodes that have the same fuel cost and ticks.
void connect(ShipMemory& memory, std::size_t node) {
  for (std::size_t slot = 0; slot < kEdges; ++slot) {
    const float ticks = memory.edge_ticks[node][slot];
    if (!(ticks > 0)) continue;
    for (std::size_t other = 0; other < kNodes; ++other) {
      if (other == node || !memory.was_seen[other]) continue;
      for (std::size_t end = 0; end < kEdges; ++end) {
        if (memory.edge_fuel[other][end] != memory.edge_fuel[node][slot]) continue;
        if (memory.edge_ticks[other][end] == ticks) add_edge(memory, {node, slot}, {other, end});
      }
    }
  }
}

/// Shorten all routes that are shorter through a node.
void shorten_through(ShipMemory& memory, std::size_t node) {
  auto& between = memory.ticks_between;
  for (std::size_t a = 0; a < kNodes; ++a) {
    if (memory.first_slot[a][node] < 0) continue;  // no route
    for (std::size_t b = 0; b < kNodes; ++b) {
      const float through = between[a][node] + between[node][b];
      if (through < between[a][b]) {
        between[a][b] = through;
        memory.first_slot[a][b] = memory.first_slot[a][node];
      }
    }
  }
}

/// Find the edges that lead to unseen nodes.
void update_frontier(ShipMemory& memory) {
  memory.frontier_edges = 0;
  for (std::size_t node = 0; node < kNodes; ++node) {
    memory.ticks_to_unseen[node] = std::numeric_limits<float>::infinity();
    memory.hope[node].fill(-kInfinity);
    if (!memory.was_seen[node]) continue;
    for (std::size_t slot = 0; slot < kEdges; ++slot) {
      const float ticks = memory.edge_ticks[node][slot];
      if (!(ticks > 0) || memory.leads_to[node][slot] >= 0) continue;
      ++memory.frontier_edges;
      memory.ticks_to_unseen[node] = std::min(memory.ticks_to_unseen[node], ticks);
      const double expected = new_node_surplus(memory.edge_is_hazard[node][slot]);
      for (std::size_t i = 0; i < kTickValueCount; ++i) {
        const double net = expected - 2 * kTickValues[i] * static_cast<double>(ticks);
        memory.hope[node][i] = std::max(memory.hope[node][i], net);
      }
    }
  }
}

}  // namespace

void add_node(ShipMemory& memory, std::size_t node, const spec::ObsRow& row) {
  memory.was_seen[node] = true;
  for (std::size_t slot = 0; slot < kEdges; ++slot) {
    const spec::NeighborObs& neighbor = row.neighbors[slot];
    memory.edge_fuel[node][slot] = neighbor.travel_fuel_cost_norm;
    memory.edge_ticks[node][slot] = neighbor.travel_time_norm * float{spec::kEdgeTicksMax};
    memory.edge_is_hazard[node][slot] =
        neighbor.node_type[static_cast<std::size_t>(spec::NodeType::kHazard)] > 0;
  }
  memory.ticks_between[node][node] = 0;
  connect(memory, node);
  shorten_through(memory, node);
  update_frontier(memory);
}

}  // namespace envcore::memory
