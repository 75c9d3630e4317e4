// legality.cpp: every line of the action table, on both sides of its boundary.
#include "rules/legality.hpp"

#include <algorithm>
#include <limits>

#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

constexpr double kEnough = 199.99;  // total cargo at which mining is no longer legal

/// Sets of actions in these tests, made of ActionId or integers.
bool allows(const World& world, ActionId action) {
  return is_legal(world, static_cast<std::int64_t>(action));
}

bool allows(const Setup& setup, ActionId action) { return allows(world_with(setup), action); }

/// All actions of a row, first to last.
std::vector<int> from_to(int first, int last) {
  std::vector<int> all;
  for (int i = first; i <= last; ++i) all.push_back(i);
  return all;
}

std::vector<int> joined(std::vector<int> left, const std::vector<int>& right) {
  left.insert(left.end(), right.begin(), right.end());
  std::sort(left.begin(), left.end());
  return left;
}

TEST(a_new_ship_at_the_station_can_leave_wait_and_dock) {
  // TRAVEL_0, HOLD_DRIFT, EMERGENCY_BURN, THREAT_LISTEN, COOLDOWN, DOCK
  CHECK_EQ(legal_actions(world_with({})), (std::vector<int>{0, 6, 7, 11, 33, 42}));
}

TEST(a_rich_worn_ship_at_the_station_can_do_all_trade) {
  const World world = world_with(
      {.fuel = 10, .hull = 50, .tool = 50, .credits = 1000, .cargo = {1, 1, 1, 1, 1, 1}});
  // TRAVEL_0, HOLD, LISTEN, REFINE .. CASH_OUT; only 10 fuel, so no burn
  CHECK_EQ(legal_actions(world), joined({0, 6, 11}, from_to(32, 68)));
}

TEST(away_from_the_station_there_is_no_trade) {
  const World world = world_with({.node = 1,
                                  .selected = 0,
                                  .fuel = 500,
                                  .hull = 50,
                                  .tool = 50,
                                  .credits = 1000,
                                  .cargo = {1, 1, 1, 1, 1, 1}});
  // two neighbors, HOLD .. LISTEN, SELECT_1, SELECT_2, MINE_* .. JETTISON_*
  CHECK_EQ(legal_actions(world), joined({0, 1, 6, 7, 8, 9, 10, 11, 13, 14}, from_to(28, 41)));
}

TEST(an_empty_ship_away_from_the_station_can_only_wait_select_and_leave) {
  const World world = world_with({.node = 2, .fuel = 1, .repair_kits = 0, .stabilizers = 0});
  CHECK_EQ(legal_actions(world), (std::vector<int>{0, 6, 11, 12, 13, 14}));
}

TEST(integers_outside_the_space_are_illegal) {
  const World world = world_with({});
  constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
  constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kWraps = (std::int64_t{1} << 32) + 6;  // HOLD_DRIFT in 32 bits
  for (const std::int64_t action :
       {kLowest, std::int64_t{-1}, std::int64_t{69}, kWraps, kHighest}) {
    CHECK(!is_legal(world, action));
  }
}

TEST(hold_and_listen_are_always_legal) {
  for (const int node : {0, 1, 2}) {
    const Setup worst = {.node = node, .fuel = 0, .hull = 1, .heat = 100, .alert = 100};
    CHECK(allows(worst, ActionId::kHoldDrift));
    CHECK(allows(worst, ActionId::kThreatListen));
  }
}

TEST(travel_is_legal_to_valid_slots_even_without_fuel) {
  const World world = world_with({.node = 1, .fuel = 0});
  CHECK(allows(world, ActionId::kTravel0));
  CHECK(allows(world, ActionId::kTravel1));
  CHECK(!allows(world, ActionId::kTravel2));
  CHECK(!allows(world, ActionId::kTravel5));
}

TEST(fuel_costs_are_affordable_to_the_last_unit) {
  struct Cost {
    ActionId action;
    double fuel;
  };
  for (const Cost& cost : {Cost{ActionId::kEmergencyBurn, 18}, Cost{ActionId::kWideScan, 5},
                           Cost{ActionId::kFocusedScan, 4}, Cost{ActionId::kDeepScan, 8},
                           Cost{ActionId::kRefine, 4}, Cost{ActionId::kCooldown, 2}}) {
    const check::Note note("action", static_cast<long long>(cost.action));
    Setup setup = {.node = 1, .selected = 0, .fuel = cost.fuel, .cargo = {5, 5}};
    CHECK(allows(setup, cost.action));
    setup.fuel = std::nextafter(cost.fuel, 0.0);
    CHECK(!allows(setup, cost.action));
  }
}

TEST(scans_need_a_target) {
  CHECK(!allows({.node = 0}, ActionId::kWideScan));
  CHECK(allows({.node = 1}, ActionId::kWideScan));
  for (const ActionId scan : {ActionId::kFocusedScan, ActionId::kDeepScan}) {
    CHECK(!allows({.node = 1}, scan));
    CHECK(allows({.node = 1, .selected = 2}, scan));
  }
}

TEST(select_needs_another_asteroid_that_is_not_exhausted) {
  World world = world_with({.node = 1, .selected = 1});
  CHECK(allows(world, ActionId::kSelect0));
  CHECK(!allows(world, ActionId::kSelect1));  // the selected one
  CHECK(allows(world, ActionId::kSelect2));
  CHECK(!allows(world, ActionId::kSelect3));  // does not exist
  CHECK(!allows(world, ActionId::kSelect15));

  field_at(world, 1)[2].depletion = 0.949;
  CHECK(allows(world, ActionId::kSelect2));
  exhaust(world, 1, 2);
  CHECK(!allows(world, ActionId::kSelect2));

  CHECK(!allows({.node = 0}, ActionId::kSelect0));  // a station has none
}

TEST(mining_needs_a_target_and_room_in_the_hold) {
  for (const ActionId mine :
       {ActionId::kMineConservative, ActionId::kMineStandard, ActionId::kMineAggressive}) {
    CHECK(allows({.node = 1, .selected = 0}, mine));
    CHECK(!allows({.node = 1}, mine));
    CHECK(!allows({.node = 1, .selected = 0, .cargo = {kEnough}}, mine));
    CHECK(allows({.node = 1, .selected = 0, .cargo = {std::nextafter(kEnough, 0.0)}}, mine));
    CHECK(!allows({.node = 1, .selected = 0, .cargo = {100, 0, 0, 0, 0, 100}}, mine));
    CHECK(allows({.node = 1, .selected = 0, .fuel = 0}, mine));
  }
}

TEST(stabilize_needs_a_target_and_a_stabilizer) {
  CHECK(allows({.node = 1, .selected = 0, .stabilizers = 1}, ActionId::kStabilize));
  CHECK(!allows({.node = 1, .selected = 0, .stabilizers = 0}, ActionId::kStabilize));
  CHECK(!allows({.node = 1, .stabilizers = 1}, ActionId::kStabilize));
}

TEST(refine_needs_one_unit_of_iron_and_nickel_together) {
  CHECK(allows({.cargo = {0.5, 0.5}}, ActionId::kRefine));
  CHECK(allows({.cargo = {0, 1}}, ActionId::kRefine));
  CHECK(!allows({.cargo = {0.5, 0.4375}}, ActionId::kRefine));
  CHECK(!allows({.cargo = {0, 0, 50, 50, 50, 50}}, ActionId::kRefine));
}

TEST(mending_needs_a_kit_and_something_to_mend) {
  CHECK(allows({.tool = 99.5, .repair_kits = 1}, ActionId::kToolMaintenance));
  CHECK(!allows({.tool = 100, .repair_kits = 1}, ActionId::kToolMaintenance));
  CHECK(!allows({.tool = 50, .repair_kits = 0}, ActionId::kToolMaintenance));
  CHECK(allows({.hull = 99.5, .repair_kits = 1}, ActionId::kHullPatch));
  CHECK(!allows({.hull = 100, .repair_kits = 1}, ActionId::kHullPatch));
  CHECK(!allows({.hull = 50, .repair_kits = 0}, ActionId::kHullPatch));
}

TEST(cargo_actions_go_by_commodity) {
  for (int c = 0; c < 6; ++c) {
    Setup setup;
    setup.cargo[at(c)] = 0.001;
    // what a new ship can do, JETTISON_c and SELL_c_25, _50, _100
    CHECK_EQ(legal_actions(world_with(setup)),
             joined({0, 6, 7, 11, 33, 42}, {36 + c, 43 + 3 * c, 44 + 3 * c, 45 + 3 * c}));
    setup.node = 1;
    CHECK_EQ(legal_actions(world_with(setup)),
             joined({0, 1, 6, 7, 8, 11, 12, 13, 14, 33}, {36 + c}));
  }
}

TEST(purchases_are_affordable_to_the_last_credit) {
  struct Offer {
    ActionId action;
    double price;
  };
  for (const Offer& offer :
       {Offer{ActionId::kBuyFuelSmall, 60}, Offer{ActionId::kBuyFuelMedium, 120},
        Offer{ActionId::kBuyFuelLarge, 210}, Offer{ActionId::kBuyRepairKit, 150},
        Offer{ActionId::kBuyStabilizer, 175}, Offer{ActionId::kBuyDecoy, 110},
        Offer{ActionId::kOverhaul, 280}}) {
    const check::Note note("action", static_cast<long long>(offer.action));
    Setup setup = {.fuel = 10, .hull = 50, .credits = offer.price};
    CHECK(allows(setup, offer.action));
    setup.credits = std::nextafter(offer.price, 0.0);
    CHECK(!allows(setup, offer.action));
    setup.credits = offer.price;
    setup.node = 1;
    CHECK(!allows(setup, offer.action));
  }
}

TEST(fuel_is_sold_until_the_tank_is_full) {
  for (const ActionId buy :
       {ActionId::kBuyFuelSmall, ActionId::kBuyFuelMedium, ActionId::kBuyFuelLarge}) {
    CHECK(allows({.fuel = 999.5, .credits = 500}, buy));
    CHECK(!allows({.fuel = 1000, .credits = 500}, buy));
  }
}

TEST(twelve_of_each_supply_are_the_most) {
  CHECK(allows({.credits = 500, .repair_kits = 11}, ActionId::kBuyRepairKit));
  CHECK(!allows({.credits = 500, .repair_kits = 12}, ActionId::kBuyRepairKit));
  CHECK(allows({.credits = 500, .stabilizers = 11}, ActionId::kBuyStabilizer));
  CHECK(!allows({.credits = 500, .stabilizers = 12}, ActionId::kBuyStabilizer));
  CHECK(allows({.credits = 500, .decoys = 11}, ActionId::kBuyDecoy));
  CHECK(!allows({.credits = 500, .decoys = 12}, ActionId::kBuyDecoy));
}

TEST(overhaul_needs_hull_or_tool_below_max) {
  CHECK(!allows({.credits = 500}, ActionId::kOverhaul));
  CHECK(allows({.hull = 99.5, .credits = 500}, ActionId::kOverhaul));
  CHECK(allows({.tool = 99.5, .credits = 500}, ActionId::kOverhaul));
}

TEST(cashing_out_needs_credits) {
  CHECK(!allows({.credits = 0}, ActionId::kCashOut));
  CHECK(allows({.credits = 0.001}, ActionId::kCashOut));
  CHECK(!allows({.node = 1, .credits = 500}, ActionId::kCashOut));
}

TEST(dock_is_legal_at_the_station_only) {
  CHECK(allows({.node = 0}, ActionId::kDock));
  CHECK(!allows({.node = 1}, ActionId::kDock));
}

}  // namespace
}  // namespace envcore::tests
