#include "rules/belt.hpp"

#include <bit>

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

PhiloxBlock graph_words(const RoundKeys& keys, int index) {
  return random_block(keys, Domain::kGraph, static_cast<std::uint64_t>(index));
}

bool is_full(const Node& node) { return node.degree == spec::kMaxNeighbors; }

/// The two ends of an edge, in the order of connect(a, b).
struct Ends {
  std::uint8_t a;
  std::uint8_t b;
};

/// The edges so far. Their properties are generated once all of them are known.
struct Connections {
  int count = 0;
  std::array<Ends, spec::kMaxEdges> ends;
  std::array<std::uint32_t, spec::kMaxNodes> reachable{};  // bit m of node n: connected

  bool are_connected(int a, int b) const { return ((reachable[at(a)] >> b) & 1U) != 0; }

  void connect(Belt& belt, int a, int b) {
    const auto edge = static_cast<std::uint8_t>(count++);
    ends[edge] = {static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)};
    reachable[at(a)] |= 1U << b;
    reachable[at(b)] |= 1U << a;
    Node& node_a = belt.nodes[at(a)];
    Node& node_b = belt.nodes[at(b)];
    const auto edge_end = static_cast<std::uint8_t>(2 * edge);
    node_a.neighbors[node_a.degree++] = {ends[edge].b, edge_end};
    node_b.neighbors[node_b.degree++] = {ends[edge].a, static_cast<std::uint8_t>(edge_end + 1)};
  }
};
static_assert(spec::kMaxNodes <= 32);

void generate_node(Node& node, const PhiloxBlock& words) {
  const bool is_hazard = uniform01(words[0]) < spec::kHazardNodeChance;
  node.type = is_hazard ? NodeType::kHazard : NodeType::kCluster;
  node.danger = spec::kDangerBase + spec::kDangerSpread * uniform01(words[1]) +
                (is_hazard ? spec::kDangerHazardExtra : 0);
  node.piracy = spec::kPiracyBase + spec::kPiracySpread * uniform01(words[2]) +
                (is_hazard ? spec::kPiracyHazardExtra : 0);
}

/// Connect each node with an earlier one.
void grow_tree(Belt& belt, const RoundKeys& keys, Connections& edges) {
  for (int n = 1; n < belt.node_count; ++n) {
    const PhiloxBlock words = graph_words(keys, n);
    Node& node = belt.nodes[at(n)];
    node = Node{};
    generate_node(node, words);
    int parent = uniform_int(words[3], n);
    while (is_full(belt.nodes[at(parent)])) parent = parent + 1 == n ? 0 : parent + 1;
    edges.connect(belt, n, parent);
  }
}

void add_shortcuts(Belt& belt, const RoundKeys& keys, Connections& edges) {
  for (int i = 0; i < belt.node_count; ++i) {
    const PhiloxBlock words = graph_words(keys, spec::kGraphExtraIndex + i);
    const int a = uniform_int(words[0], belt.node_count);
    const int b = uniform_int(words[1], belt.node_count);
    if (a == b || edges.are_connected(a, b)) continue;
    if (is_full(belt.nodes[at(a)]) || is_full(belt.nodes[at(b)])) continue;
    edges.connect(belt, a, b);
  }
}

void generate_edges(Belt& belt, const RoundKeys& keys, const Connections& edges) {
  for (int e = 0; e < edges.count; ++e) {
    const PhiloxBlock words = graph_words(keys, spec::kGraphEdgeIndex + e);
    const Node& a = belt.nodes[edges.ends[at(e)].a];
    const Node& b = belt.nodes[edges.ends[at(e)].b];
    const int ticks = 1 + uniform_int(words[0], spec::kEdgeTicksMax);
    belt.edge_ticks[at(e)] = static_cast<std::uint8_t>(ticks);
    belt.edges[at(e)] = {
        .fuel = ticks * (spec::kEdgeFuelBase + spec::kEdgeFuelSpread * uniform01(words[1])),
        .threat = clamp(spec::kThreatDangerWeight * (a.danger + b.danger) +
                            spec::kThreatPiracyWeight * (a.piracy + b.piracy) +
                            spec::kThreatNoise * approx_normal(words[2]),
                        0, 1),
        .threat_estimates = {spec::kThreatEstimateStart, spec::kThreatEstimateStart}};
  }
}

/// Set each node's hops and order its neighbors by (hops, node number), so that slot 0 lies on a
/// shortest way home. A breadth-first search visits nodes in that order; each visited node appends
/// itself to the slots of its neighbors.
void sort_by_hops(Belt& belt, const Connections& edges) {
  std::array<std::array<Neighbor, spec::kMaxNeighbors>, spec::kMaxNodes> slots;
  for (int n = 0; n < belt.node_count; ++n) {
    slots[at(n)] = belt.nodes[at(n)].neighbors;
    belt.nodes[at(n)].degree = 0;
  }
  std::uint32_t reached = 1;  // bit n: node n; the station is node 0
  std::uint32_t here = 1;     // the nodes `hops` edges away
  for (std::uint8_t hops = 0; here != 0; ++hops) {
    std::uint32_t around = 0;
    for (std::uint32_t left = here; left != 0; left &= left - 1) {
      const int n = std::countr_zero(left);
      belt.nodes[at(n)].hops = hops;
      around |= edges.reachable[at(n)];
      const int degree = std::popcount(edges.reachable[at(n)]);
      for (int k = 0; k < degree; ++k) {
        const Neighbor& slot = slots[at(n)][at(k)];
        Node& next = belt.nodes[slot.node];
        next.neighbors[next.degree++] = {static_cast<std::uint8_t>(n),
                                         static_cast<std::uint8_t>(slot.edge_end ^ 1)};
      }
    }
    here = around & ~reached;
    reached |= around;
  }
}

}  // namespace

void generate_belt(Belt& belt, const RngKey& key) {
  const RoundKeys keys = round_keys(key);  // local: GCC reloads keys behind a reference
  const PhiloxBlock words = graph_words(keys, 0);
  belt.node_count =
      static_cast<std::uint8_t>(spec::kNodeCountMin + uniform_int(words[0], spec::kNodeCountSpan));
  belt.nodes[0] = Node{};
  belt.nodes[0].type = NodeType::kStation;
  Connections edges;
  grow_tree(belt, keys, edges);
  add_shortcuts(belt, keys, edges);
  generate_edges(belt, keys, edges);
  sort_by_hops(belt, edges);
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
