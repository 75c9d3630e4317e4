#include "plain/legality.hpp"

namespace envcore::plain {
namespace {

using spec::ActionRow;
using spec::Family;

bool can_select(const World& world, int a) {
  const Field& field = world.fields[at(world.ship.node)];
  return a < field.count && a != world.ship.selected && field.asteroids[at(a)].depletion < 1;
}

bool can_scan(const Ship& ship, const ActionRow& row) {
  const bool is_wide = row.arg == 0;
  const bool has_target = is_wide ? !is_at_station(ship) : ship.selected >= 0;
  return has_target && ship.fuel >= row.fuel;
}

int supplies_of(const Ship& ship, int supply) {
  return supply == 0 ? ship.repair_kits : supply == 1 ? ship.stabilizers : ship.decoys;
}

/// The families that trade at the station; the ship is there.
bool can_trade(const Ship& ship, const ActionRow& row) {
  switch (row.family) {
    case Family::kSell:
      return ship.cargo[at(row.arg / static_cast<int>(spec::kSellFractions.size()))] > 0;
    case Family::kBuyFuel:
      return ship.credits >= row.credits && ship.fuel < spec::kFuelMax;
    case Family::kBuySupply:
      return ship.credits >= row.credits && supplies_of(ship, row.arg) < spec::kSupplyMax;
    case Family::kOverhaul:
      return ship.credits >= row.credits &&
             (ship.hull < spec::kHullMax || ship.tool < spec::kToolMax);
    case Family::kCashOut:
      return ship.credits > 0;
    default:
      return true;
  }
}

bool is_legal_row(const World& world, const ActionRow& row) {
  const Ship& ship = world.ship;
  switch (row.family) {
    case Family::kTravel:
      return row.arg < world.belt.nodes[at(ship.node)].degree;
    case Family::kHold:
    case Family::kListen:
      return true;
    case Family::kBurn:
    case Family::kCooldown:
      return ship.fuel >= row.fuel;
    case Family::kScan:
      return can_scan(ship, row);
    case Family::kSelect:
      return can_select(world, row.arg);
    case Family::kMine:
      return ship.selected >= 0 && sum_of(ship.cargo) < spec::kMineCargoLimit;
    case Family::kStabilize:
      return ship.selected >= 0 && ship.stabilizers > 0;
    case Family::kRefine:
      return ship.cargo[0] + ship.cargo[1] >= spec::kRefineUnitsMin && ship.fuel >= row.fuel;
    case Family::kMendTool:
      return ship.repair_kits > 0 && ship.tool < spec::kToolMax;
    case Family::kMendHull:
      return ship.repair_kits > 0 && ship.hull < spec::kHullMax;
    case Family::kJettison:
      return ship.cargo[at(row.arg)] > 0;
    case Family::kDock:
    case Family::kSell:
    case Family::kBuyFuel:
    case Family::kBuySupply:
    case Family::kOverhaul:
    case Family::kCashOut:
      return is_at_station(ship) && can_trade(ship, row);
  }
  return false;
}

}  // namespace

bool is_legal(const World& world, std::int64_t action) {
  if (action < 0 || action >= spec::kNActions) return false;
  return is_legal_row(world, spec::kActions[static_cast<std::size_t>(action)]);
}

void pack_mask(const World& world, std::span<std::int8_t, spec::kNActions> mask) {
  for (std::size_t i = 0; i < mask.size(); ++i) {
    mask[i] = is_legal_row(world, spec::kActions[i]) ? 1 : 0;
  }
}

}  // namespace envcore::plain
