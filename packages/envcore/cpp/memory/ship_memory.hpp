// What one ship can remember: its map of the belt and what it learned of rocks, from observations
// and its own actions alone. The world's hidden state is not known here.
#pragma once

#include "memory/stay.hpp"

namespace envcore::memory {

/// Credits expected of an unseen node.
constexpr double new_node_surplus(bool is_hazard) { return is_hazard ? 14'000 : 10'000; }

/// What an observation says about the ship, in natural units.
struct Ship {
  std::size_t node = 0;
  int selected = -1;             // index of the selected rock, -1 without one
  double mining_efficiency = 0;  // share of the full rate, from tool and heat
  PerCommodity<double> cargo{};  // units
};

Ship read_ship(const spec::ObsRow& row);

/// Memory of one ship. Ticks of edges are whole numbers, so float holds them and their sums
/// exactly.
struct ShipMemory {
  PerNode<bool> was_seen{};
  PerNode<PerEdge<std::int8_t>> leads_to = filled<PerNode<PerEdge<std::int8_t>>>(
      filled<PerEdge<std::int8_t>>(-1));  // node at the end of an edge, -1 while unknown
  PerNode<PerEdge<float>> edge_ticks{};   // 0 without an edge
  PerNode<PerEdge<float>> edge_fuel{};    // as observed; identifies an edge from both of its ends
  PerNode<PerEdge<bool>> edge_is_hazard{};
  // shortest known route between two nodes: its ticks, and its first edge, -1 without a route
  PerNode<PerNode<float>> ticks_between = filled<PerNode<PerNode<float>>>(
      filled<PerNode<float>>(std::numeric_limits<float>::infinity()));
  PerNode<PerNode<std::int8_t>> first_slot =
      filled<PerNode<PerNode<std::int8_t>>>(filled<PerNode<std::int8_t>>(-1));

  PerNode<PerRock<double>> value{};  // credits per unit at base prices; exact once mined
  PerNode<PerRock<float>> stability{};
  PerNode<PerRock<float>> depletion = filled<PerNode<PerRock<float>>>(filled<PerRock<float>>(1.0F));
  // units per tick for a new tool from a fresh rock at mode factor 1; NaN until it was mined
  PerNode<PerRock<double>> richness =
      filled<PerNode<PerRock<double>>>(filled<PerRock<double>>(kUnknown));
  PerNode<PerRock<std::uint8_t>> times_mined{};  // up to six

  PerNode<double> best_pay{};               // credits per tick of the best rock
  PerNode<PerTickValue<double>> surplus{};  // of a node's three best rocks
  PerNode<PerTickValue<double>> hope =      // of the best unseen neighbor
      filled<PerNode<PerTickValue<double>>>(filled<PerTickValue<double>>(-kInfinity));
  PerNode<float> ticks_to_unseen = filled<PerNode<float>>(std::numeric_limits<float>::infinity());
  std::int32_t frontier_edges = 0;  // edges that lead to unseen nodes
  double ticks_spent = 0;           // counted from the actions

  // between a step's action and its observation
  Ship ship;               // as last observed
  int mined_rock = -1;     // rock that the last action mines, -1 if it does not
  double mined_share = 0;  // yield factor of its mode times the ship's efficiency
  Stay stay;
};

/// Prefetch what an observation will read and write.
void prefetch_memory(const ShipMemory& memory, const spec::ObsRow& row);

/// Update the map from an observation and from the effect of the last action.
void update_map(ShipMemory& memory, const spec::ObsRow& row);

/// Keep the action about to be taken, 0..68, to learn from the next observation.
void note_action(ShipMemory& memory, int action);

}  // namespace envcore::memory
