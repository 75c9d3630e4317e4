// What a ship remembers, from hand-made observations. trainkit's tests hold every bit of the
// features against their specification in NumPy.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "memory/features.hpp"
#include "tests/check.hpp"

namespace envcore::tests {
namespace {

using namespace memory;

constexpr float kFuel = 0.25F;
constexpr std::array kVersions = {FeaturesVersion::kFull, FeaturesVersion::kCompact};
constexpr std::size_t kMost = sizeof(FeatureRow) / sizeof(float);

/// A node with one rock and one edge of so many ticks; the rock is selected.
spec::ObsRow node_with_edge(int node, float ticks, float fuel) {
  spec::ObsRow row{};
  row.current_node_index_norm = static_cast<float>(node / spec::kNodeIndexScale);
  row.tool_frac = 1;
  row.time_frac = 1;
  row.neighbors[0].valid = 1;
  row.neighbors[0].travel_time_norm = ticks / float{spec::kEdgeTicksMax};
  row.neighbors[0].travel_fuel_cost_norm = fuel;
  row.asteroids[0].valid = 1;
  row.asteroids[0].comp_est[spec::kIron] = 1;
  row.asteroids[0].stability_est = 1;
  row.asteroids[0].selected_flag = 1;
  return row;
}

TEST(an_edge_connects_the_nodes_that_show_it) {
  ShipMemory memory;
  update_map(memory, node_with_edge(0, 5, kFuel));
  CHECK_EQ(memory.frontier_edges, 1);
  CHECK_EQ(memory.ticks_to_unseen[0], 5.0F);
  update_map(memory, node_with_edge(31, 5, kFuel));
  CHECK_EQ(memory.frontier_edges, 0);
  CHECK_EQ(static_cast<int>(memory.leads_to[31][0]), 0);
  CHECK_EQ(static_cast<int>(memory.leads_to[0][0]), 31);
  CHECK_EQ(memory.ticks_between[31][0], 5.0F);
  CHECK_EQ(static_cast<int>(memory.first_slot[31][0]), 0);

  update_map(memory, node_with_edge(7, 5, 2 * kFuel));  // another edge of the same length
  CHECK_EQ(static_cast<int>(memory.leads_to[7][0]), -1);
  CHECK(std::isinf(memory.ticks_between[7][0]));
}

TEST(mining_teaches_richness_and_composition) {
  ShipMemory memory;
  spec::ObsRow row = node_with_edge(3, 5, kFuel);
  update_map(memory, row);
  CHECK_EQ(memory.value[3][0], spec::kCommodities[spec::kIron].base_price);
  note_action(memory, static_cast<int>(spec::ActionId::kMineAggressive));
  row.cargo_by_commodity_frac[spec::kPge] = 0.0155F;  // 3.1 units of another commodity
  row.asteroids[0].depletion_frac = 0.0155F;
  update_map(memory, row);
  CHECK_NEAR(memory.richness[3][0], 2, 1e-6);  // 3.1 over the mode's factor of 1.55
  CHECK_NEAR(memory.value[3][0], spec::kCommodities[spec::kPge].base_price, 1e-9);
  CHECK_EQ(memory.ticks_spent, 1.0);

  update_map(memory, row);  // without an action nothing is learned
  CHECK_EQ(static_cast<int>(memory.times_mined[3][0]), 1);
}

void check_that_nothing_kept_changes_a_feature(FeaturesVersion version) {
  ShipMemory memory;
  ShipMemory forgetful;  // keeps nothing from step to step
  spec::ObsRow row = node_with_edge(3, 5, kFuel);
  for (int step = 0; step < 40; ++step) {
    if (step % 8 == 7) row = node_with_edge(step % 16 == 7 ? 5 : 3, 5, kFuel);
    if (step % 3 == 1) row.asteroids[0].depletion_frac += 0.01F;
    if (step % 4 == 2) row.tool_frac -= 0.01F;
    if (step % 5 == 3) row.asteroids[0].selected_flag = 1 - row.asteroids[0].selected_flag;
    row.cargo_by_commodity_frac[spec::kIron] += 0.004F;
    std::array<float, kMost> kept{}, again{};
    forgetful.stay = {};
    for (auto [ship, features] : {std::pair{&memory, &kept}, std::pair{&forgetful, &again}}) {
      update_map(*ship, row);
      if (step % 6 == 4) update_map(*ship, row);  // twice, without features in between
      write_features(*ship, row, version, features->data());
      note_action(*ship, static_cast<int>(spec::ActionId::kMineStandard));
    }
    CHECK(std::memcmp(kept.data(), again.data(), sizeof kept) == 0);
  }
  CHECK(memory.times_mined[3][0] > 0);
}

TEST(what_is_kept_at_a_node_changes_no_feature) {
  for (const FeaturesVersion version : kVersions) {
    check_that_nothing_kept_changes_a_feature(version);
  }
}

TEST(features_stay_within_their_row_and_range) {
  for (const FeaturesVersion version : kVersions) {
    const std::size_t count = feature_count(static_cast<int>(version));
    std::vector<float> features(count + 2, 7.0F);
    for (const float x : {0.0F, 1.0F, 1e30F, -1e30F, std::nanf("")}) {
      ShipMemory memory;
      spec::ObsRow row{};
      auto* first = reinterpret_cast<float*>(&row);
      std::fill(first, first + spec::kObsDim, x);  // also what no world shows
      update_map(memory, row);
      write_features(memory, row, version, features.data() + 1);
      CHECK_EQ(features.front(), 7.0F);
      CHECK_EQ(features.back(), 7.0F);
      for (const float feature : features) CHECK(!(std::abs(feature) > 7));
    }
  }
  CHECK_EQ(feature_count(3), 0U);
}

}  // namespace
}  // namespace envcore::tests
