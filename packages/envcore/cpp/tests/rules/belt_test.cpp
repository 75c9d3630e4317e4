// belt.cpp: nodes, edges, hops and slots, against a plain version of section 3.
#include "rules/belt.hpp"

#include <algorithm>
#include <deque>
#include <vector>

#include "tests/check.hpp"

namespace envcore::tests {
namespace {

struct PlainEdge {
  int a;
  int b;
  int ticks;
  double fuel;
  double threat;  // before it is clamped
};

/// The belt of section 3 of the rules, with lists instead of slots.
struct PlainBelt {
  int node_count = 0;
  std::vector<NodeType> type;
  std::vector<double> danger;
  std::vector<double> pirates;
  std::vector<PlainEdge> edges;
  int parents_passed_over = 0;

  explicit PlainBelt(const RngKey& chance) {
    node_count = 8 + uniform_int(random_words<1>(round_keys(chance), Domain::kGraph, 0)[0], 25);
    type = {NodeType::kStation};
    danger = pirates = {0.0};
    for (int n = 1; n < node_count; ++n) add_node(chance, n);
    for (int i = 0; i < node_count; ++i) {
      const auto g =
          random_words<1>(round_keys(chance), Domain::kGraph, static_cast<std::uint64_t>(64 + i));
      const int a = uniform_int(g[0], node_count);
      const int b = uniform_int(g[1], node_count);
      if (a != b && !has_edge(a, b) && degree(a) < 6 && degree(b) < 6) connect(chance, a, b);
    }
  }

  void add_node(const RngKey& chance, int n) {
    const auto g =
        random_words<1>(round_keys(chance), Domain::kGraph, static_cast<std::uint64_t>(n));
    const bool is_hazard = uniform01(g[0]) < 0.25;
    type.push_back(is_hazard ? NodeType::kHazard : NodeType::kCluster);
    danger.push_back(0.05 + 0.30 * uniform01(g[1]));
    pirates.push_back(0.05 + 0.25 * uniform01(g[2]));
    if (is_hazard) danger.back() += 0.25;
    if (is_hazard) pirates.back() += 0.12;
    int p = uniform_int(g[3], n);
    for (; degree(p) == 6; p = (p + 1) % n) parents_passed_over += 1;
    connect(chance, n, p);
  }

  void connect(const RngKey& chance, int a, int b) {
    const auto e = random_words<1>(round_keys(chance), Domain::kGraph, 256 + edges.size());
    const int ticks = 1 + uniform_int(e[0], 8);
    const double fuel = ticks * (8 + 8 * uniform01(e[1]));
    const double threat = 0.5 * (danger[at(a)] + danger[at(b)]) +
                          0.5 * (pirates[at(a)] + pirates[at(b)]) + 0.05 * approx_normal(e[2]);
    edges.push_back({a, b, ticks, fuel, threat});
  }

  bool has_edge(int a, int b) const {
    return std::any_of(edges.begin(), edges.end(), [a, b](const PlainEdge& edge) {
      return (edge.a == a && edge.b == b) || (edge.a == b && edge.b == a);
    });
  }

  long degree(int n) const {
    return std::count_if(edges.begin(), edges.end(),
                         [n](const PlainEdge& edge) { return edge.a == n || edge.b == n; });
  }
};

Belt belt_of(const RngKey& chance) {
  Belt belt;
  generate_belt(belt, chance);
  return belt;
}

/// An edge as its node a sees it, in the slot that holds node b.
struct Seen {
  int ticks;
  double fuel;
  double threat;
  double threat_estimate;
};

Seen seen_from(const Belt& belt, int a, int b) {
  const Node& node = belt.nodes[at(a)];
  const auto slot = std::find_if(node.neighbors.begin(), node.neighbors.begin() + node.degree,
                                 [b](const Neighbor& neighbor) { return neighbor.node == b; });
  CHECK(slot != node.neighbors.begin() + node.degree);
  const Edge& edge = belt.edges[at(slot->edge())];
  const int k = static_cast<int>(slot - node.neighbors.begin());
  return {belt.edge_ticks[at(slot->edge())], edge.fuel, edge.threat,
          threat_estimate_at(belt, a, k)};
}

TEST(belts_follow_the_rules) {
  int parents_passed_over = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const check::Note note("seed", static_cast<long long>(seed));
    const RngKey chance = {seed, seed % 3};
    const PlainBelt plain(chance);
    const Belt belt = belt_of(chance);

    CHECK_EQ(belt.node_count, plain.node_count);
    for (int n = 0; n < belt.node_count; ++n) {
      const Node& node = belt.nodes[at(n)];
      CHECK_EQ(node.type, plain.type[at(n)]);
      CHECK_EQ(node.danger, plain.danger[at(n)]);
      CHECK_EQ(node.piracy, plain.pirates[at(n)]);
      CHECK_EQ(node.degree, plain.degree(n));
    }
    for (const PlainEdge& edge : plain.edges) {
      for (const auto& [from, to] : {std::pair(edge.a, edge.b), std::pair(edge.b, edge.a)}) {
        const Seen slot = seen_from(belt, from, to);
        CHECK_EQ(slot.ticks, edge.ticks);
        CHECK_EQ(slot.fuel, edge.fuel);
        CHECK_EQ(slot.threat, std::clamp(edge.threat, 0.0, 1.0));
        CHECK_EQ(slot.threat_estimate, 0.5);
      }
    }
    parents_passed_over += plain.parents_passed_over;
  }
  CHECK(parents_passed_over > 0);  // the seeds meet full parents too
}

TEST(hops_are_the_least_number_of_edges) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Belt belt = belt_of({seed, 0});
    std::vector<int> hops(at(belt.node_count), -1);
    std::deque<int> queue = {0};
    hops[0] = 0;
    for (; !queue.empty(); queue.pop_front()) {
      const Node& node = belt.nodes[at(queue.front())];
      for (int k = 0; k < node.degree; ++k) {
        int& next = hops[at(node.neighbors[at(k)].node)];
        if (next >= 0) continue;
        next = hops[at(queue.front())] + 1;
        queue.push_back(node.neighbors[at(k)].node);
      }
    }
    for (int n = 0; n < belt.node_count; ++n) CHECK_EQ(belt.nodes[at(n)].hops, hops[at(n)]);
  }
}

TEST(slots_are_ordered_by_hops_then_number) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Belt belt = belt_of({seed, 0});
    for (int n = 0; n < belt.node_count; ++n) {
      const Node& node = belt.nodes[at(n)];
      for (int k = 1; k < node.degree; ++k) {
        const int left = node.neighbors[at(k - 1)].node;
        const int right = node.neighbors[at(k)].node;
        const int left_hops = belt.nodes[at(left)].hops;
        const int right_hops = belt.nodes[at(right)].hops;
        CHECK(left_hops < right_hops || (left_hops == right_hops && left < right));
      }
      if (n > 0) CHECK_EQ(belt.nodes[at(node.neighbors[0].node)].hops, node.hops - 1);
    }
  }
}

TEST(belts_have_8_to_32_nodes) {
  int fewest = 99;
  int most = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const int node_count = belt_of({seed, 0}).node_count;
    fewest = std::min(fewest, node_count);
    most = std::max(most, node_count);
  }
  CHECK_EQ(fewest, 8);
  CHECK_EQ(most, 32);
}

TEST(edge_threat_is_clamped_at_both_ends) {
  int capped = 0;
  int floored = 0;
  for (std::uint64_t seed = 0; seed < 20000 && (capped == 0 || floored == 0); ++seed) {
    const RngKey chance = {seed, 0};
    const PlainBelt plain(chance);
    for (const PlainEdge& edge : plain.edges) {
      if (edge.threat >= 0 && edge.threat <= 1) continue;
      (edge.threat > 1 ? capped : floored) += 1;
      CHECK_EQ(seen_from(belt_of(chance), edge.a, edge.b).threat, edge.threat > 1 ? 1.0 : 0.0);
    }
  }
  CHECK(capped > 0);
  CHECK(floored > 0);
}

}  // namespace
}  // namespace envcore::tests
