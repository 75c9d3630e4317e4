#include "plain/belt.hpp"

namespace envcore::plain {
namespace {

bool is_full(const Node& node) { return node.degree == spec::kMaxNeighbors; }

bool are_connected(const Belt& belt, int a, int b) {
  const Node& node = belt.nodes[at(a)];
  return std::any_of(node.neighbors.begin(), node.neighbors.begin() + node.degree,
                     [b](const Neighbor& neighbor) { return neighbor.node == b; });
}

/// Add the edge numbered `edge_count`, and count it.
void connect(Belt& belt, const Chance& chance, int a, int b, int& edge_count) {
  const auto index = static_cast<std::uint64_t>(spec::kGraphEdgeIndex + edge_count++);
  const Draws<1> draws = chance.at<1>(Domain::kGraph, index);
  Node& end_a = belt.nodes[at(a)];
  Node& end_b = belt.nodes[at(b)];

  const int ticks = 1 + below(draws[0], spec::kEdgeTicksMax);
  const double fuel = ticks * (spec::kEdgeFuelBase + spec::kEdgeFuelSpread * unit(draws[1]));
  const double threat = clamp(spec::kThreatDangerWeight * (end_a.danger + end_b.danger) +
                                  spec::kThreatPiracyWeight * (end_a.piracy + end_b.piracy) +
                                  spec::kThreatNoise * bell(draws[2]),
                              0, 1);
  end_a.neighbors[at(end_a.degree++)] = {b, ticks, fuel, threat, spec::kThreatEstimateStart};
  end_b.neighbors[at(end_b.degree++)] = {a, ticks, fuel, threat, spec::kThreatEstimateStart};
}

void generate_node(Node& node, const Draws<1>& draws) {
  const bool is_hazard = unit(draws[0]) < spec::kHazardNodeChance;
  node.type = is_hazard ? NodeType::kHazard : NodeType::kCluster;
  node.danger = spec::kDangerBase + spec::kDangerSpread * unit(draws[1]);
  node.piracy = spec::kPiracyBase + spec::kPiracySpread * unit(draws[2]);
  if (is_hazard) {
    node.danger += spec::kDangerHazardExtra;
    node.piracy += spec::kPiracyHazardExtra;
  }
}

/// Fill in the least number of edges from each node to the station.
void count_hops(Belt& belt) {
  std::array<bool, spec::kMaxNodes> is_reached{};
  std::array<int, spec::kMaxNodes> queue{};
  int queued = 1;  // the station, node 0
  is_reached[0] = true;
  for (int i = 0; i < queued; ++i) {
    const Node& node = belt.nodes[at(queue[at(i)])];
    for (int k = 0; k < node.degree; ++k) {
      const int next = node.neighbors[at(k)].node;
      if (is_reached[at(next)]) continue;
      is_reached[at(next)] = true;
      belt.nodes[at(next)].hops = node.hops + 1;
      queue[at(queued++)] = next;
    }
  }
}

/// Order each node's neighbors by (hops, node number), so that slot 0 leads home.
void sort_neighbors(Belt& belt) {
  for (int n = 0; n < belt.node_count; ++n) {
    Node& node = belt.nodes[at(n)];
    std::sort(node.neighbors.begin(), node.neighbors.begin() + node.degree,
              [&belt](const Neighbor& a, const Neighbor& b) {
                const int hops_a = belt.nodes[at(a.node)].hops;
                const int hops_b = belt.nodes[at(b.node)].hops;
                return hops_a != hops_b ? hops_a < hops_b : a.node < b.node;
              });
  }
}

}  // namespace

void generate_belt(Belt& belt, const Chance& chance) {
  const Draws<1> first = chance.at<1>(Domain::kGraph, 0);
  belt.node_count = spec::kNodeCountMin + below(first[0], spec::kNodeCountSpan);
  belt.nodes[0].type = NodeType::kStation;
  int edge_count = 0;

  // a tree, each node hanging from an earlier one
  for (int n = 1; n < belt.node_count; ++n) {
    const Draws<1> draws = chance.at<1>(Domain::kGraph, static_cast<std::uint64_t>(n));
    generate_node(belt.nodes[at(n)], draws);
    int parent = below(draws[3], n);
    while (is_full(belt.nodes[at(parent)])) parent = (parent + 1) % n;
    connect(belt, chance, n, parent, edge_count);
  }

  // shortcuts
  for (int i = 0; i < belt.node_count; ++i) {
    const auto index = static_cast<std::uint64_t>(spec::kGraphExtraIndex + i);
    const Draws<1> draws = chance.at<1>(Domain::kGraph, index);
    const int a = below(draws[0], belt.node_count);
    const int b = below(draws[1], belt.node_count);
    if (a == b || are_connected(belt, a, b)) continue;
    if (is_full(belt.nodes[at(a)]) || is_full(belt.nodes[at(b)])) continue;
    connect(belt, chance, a, b, edge_count);
  }

  count_hops(belt);
  sort_neighbors(belt);
}

}  // namespace envcore::plain
