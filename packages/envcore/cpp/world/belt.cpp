#include "belt.hpp"

#include "chance_lanes.hpp"

namespace envcore::inline ENVCORE_CLONE {
namespace {

/// The first blocks of the draws at `count` consecutive indices, and of up to three more.
void draw_blocks(const Chance& chance, int first_index, int count, PhiloxBlock* out) {
  for (int i = 0; i < count; i += 4) {
    const auto index = static_cast<std::uint64_t>(first_index + i);
    const auto rows = rows_of(draw_row(chance, Domain::kGraph, index));
    for (const PhiloxBlock& row : rows) *out++ = row;
  }
}

bool is_full(const Node& node) { return node.degree == spec::kMaxNeighbors; }

bool are_connected(const Belt& belt, int a, int b) {
  const Node& node = belt.nodes[at(a)];
  for (int k = 0; k < node.degree; ++k) {
    if (node.neighbors[at(k)].node == b) return true;
  }
  return false;
}

/// The two ends of an edge, in the order in which it was made.
struct Ends {
  std::uint8_t a;
  std::uint8_t b;
};

/// Edges in the making: their properties are drawn once all of them are known.
struct Connections {
  int count = 0;
  std::array<Ends, spec::kMaxEdges> ends;

  void connect(Belt& belt, int a, int b) {
    const auto edge = static_cast<std::uint8_t>(count++);
    ends[edge] = {static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)};
    Node& node_a = belt.nodes[at(a)];
    Node& node_b = belt.nodes[at(b)];
    const auto edge_end = static_cast<std::uint8_t>(2 * edge);
    node_a.neighbors[node_a.degree++] = {ends[edge].b, edge_end};
    node_b.neighbors[node_b.degree++] = {ends[edge].a, static_cast<std::uint8_t>(edge_end + 1)};
  }
};

void generate_node(Node& node, const PhiloxBlock& draws) {
  const bool is_hazard = unit(draws[0]) < spec::kHazardNodeChance;
  node.type = is_hazard ? NodeType::kHazard : NodeType::kCluster;
  node.danger = spec::kDangerBase + spec::kDangerSpread * unit(draws[1]);
  node.piracy = spec::kPiracyBase + spec::kPiracySpread * unit(draws[2]);
  if (is_hazard) {
    node.danger += spec::kDangerHazardExtra;
    node.piracy += spec::kPiracyHazardExtra;
  }
}

/// Hang each node from an earlier one.
void grow_tree(Belt& belt, const Chance& chance, Connections& edges) {
  std::array<PhiloxBlock, spec::kMaxNodes + 3> draws;
  draw_blocks(chance, 1, belt.node_count - 1, draws.data());
  for (int n = 1; n < belt.node_count; ++n) {
    Node& node = belt.nodes[at(n)];
    node = Node{};
    generate_node(node, draws[at(n - 1)]);
    int parent = below(draws[at(n - 1)][3], n);
    while (is_full(belt.nodes[at(parent)])) parent = parent + 1 == n ? 0 : parent + 1;
    edges.connect(belt, n, parent);
  }
}

void add_shortcuts(Belt& belt, const Chance& chance, Connections& edges) {
  std::array<PhiloxBlock, spec::kMaxNodes + 3> draws;
  draw_blocks(chance, spec::kGraphExtraIndex, belt.node_count, draws.data());
  for (int i = 0; i < belt.node_count; ++i) {
    const int a = below(draws[at(i)][0], belt.node_count);
    const int b = below(draws[at(i)][1], belt.node_count);
    if (a == b || are_connected(belt, a, b)) continue;
    if (is_full(belt.nodes[at(a)]) || is_full(belt.nodes[at(b)])) continue;
    edges.connect(belt, a, b);
  }
}

void generate_edges(Belt& belt, const Chance& chance, const Connections& edges) {
  std::array<PhiloxBlock, spec::kMaxEdges + 3> draws;
  draw_blocks(chance, spec::kGraphEdgeIndex, edges.count, draws.data());
  for (int e = 0; e < edges.count; ++e) {
    const PhiloxBlock& words = draws[at(e)];
    const Node& a = belt.nodes[edges.ends[at(e)].a];
    const Node& b = belt.nodes[edges.ends[at(e)].b];
    const int ticks = 1 + below(words[0], spec::kEdgeTicksMax);
    belt.edge_ticks[at(e)] = static_cast<std::uint8_t>(ticks);
    belt.edges[at(e)] = {
        .fuel = ticks * (spec::kEdgeFuelBase + spec::kEdgeFuelSpread * unit(words[1])),
        .threat = clamp(spec::kThreatDangerWeight * (a.danger + b.danger) +
                            spec::kThreatPiracyWeight * (a.piracy + b.piracy) +
                            spec::kThreatNoise * bell(words[2]),
                        0, 1),
        .threat_estimates = {spec::kThreatEstimateStart, spec::kThreatEstimateStart}};
  }
}

/// Fill in the least number of edges from each node to the station.
void count_hops(Belt& belt) {
  std::uint32_t reached = 1;  // bit n: node n; the station is node 0
  std::array<std::uint8_t, spec::kMaxNodes> queue;
  queue[0] = 0;
  int queued = 1;
  for (int i = 0; i < queued; ++i) {
    const Node& node = belt.nodes[queue[at(i)]];
    for (int k = 0; k < node.degree; ++k) {
      const std::uint8_t next = node.neighbors[at(k)].node;
      if (((reached >> next) & 1U) != 0) continue;
      reached |= 1U << next;
      belt.nodes[next].hops = static_cast<std::uint8_t>(node.hops + 1);
      queue[at(queued++)] = next;
    }
  }
}

/// Order each node's neighbors by (hops, node number), so that slot 0 leads home.
void sort_neighbors(Belt& belt) {
  for (int n = 0; n < belt.node_count; ++n) {
    Node& node = belt.nodes[at(n)];
    const auto rank = [&belt](const Neighbor& neighbor) {
      return belt.nodes[neighbor.node].hops * spec::kMaxNodes + neighbor.node;
    };
    // insertion: there are six at most
    for (int k = 1; k < node.degree; ++k) {
      const Neighbor moved = node.neighbors[at(k)];
      int to = k;
      for (; to > 0 && rank(node.neighbors[at(to - 1)]) > rank(moved); --to) {
        node.neighbors[at(to)] = node.neighbors[at(to - 1)];
      }
      node.neighbors[at(to)] = moved;
    }
  }
}

}  // namespace

void generate_belt(Belt& belt, const Chance& chance) {
  const PhiloxBlock first = draw_block(chance, Domain::kGraph, 0);
  belt.node_count =
      static_cast<std::uint8_t>(spec::kNodeCountMin + below(first[0], spec::kNodeCountSpan));
  belt.nodes[0] = Node{};
  belt.nodes[0].type = NodeType::kStation;
  Connections edges;
  grow_tree(belt, chance, edges);
  add_shortcuts(belt, chance, edges);
  generate_edges(belt, chance, edges);
  count_hops(belt);
  sort_neighbors(belt);
}

}  // namespace envcore::inline ENVCORE_CLONE
