#include "rules/effects/effects.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

using spec::Event;
using spec::Family;

int ticks_of(const World& world, const spec::ActionRow& row) {
  if (row.family != Family::kTravel) return row.ticks;
  return world.belt.edge_ticks[at(node_here(world).neighbors[at(row.arg)].edge())];
}

void charge(Ship& ship, const spec::ActionRow& row) {
  ship.fuel -= row.fuel;
  ship.heat = max(0, ship.heat + row.heat);
  ship.alert = max(0, ship.alert + row.alert);
}

namespace {

void apply_family(World& world, const spec::ActionRow& row, StepRecord& record,
                  const RoundKeys& keys) {
  Ship& ship = world.ship;
  switch (row.family) {
    case Family::kTravel:
      apply_travel(world, row, record);
      return add_event(record, Event::kTravelled);
    case Family::kHold:
    case Family::kCooldown:
      return;  // fixed amounts only
    case Family::kBurn:
      return apply_burn(ship, row);
    case Family::kScan:
      apply_scan(world, row, record);
      return add_event(record, Event::kScanned);
    case Family::kListen:
      return apply_listen(world, keys);
    case Family::kSelect:
      return apply_select(ship, row.arg);
    case Family::kMine:
      apply_mine(world, row, record, keys);
      return add_event(record, Event::kMined);
    case Family::kStabilize:
      apply_stabilize(ship, row);
      return add_event(record, Event::kStabilized);
    case Family::kRefine:
      apply_refine(ship);
      return add_event(record, Event::kRefined);
    case Family::kMendTool:
      return apply_mend_tool(ship, row);
    case Family::kMendHull:
      return apply_mend_hull(ship, row);
    case Family::kJettison:
      apply_jettison(ship, row.arg);
      return add_event(record, Event::kJettisoned);
    case Family::kDock:
      return add_event(record, Event::kDocked);
    case Family::kSell:
      apply_sell(world, row.arg);
      return add_event(record, Event::kSold);
    case Family::kBuyFuel:
      apply_buy_fuel(world, row);
      return add_event(record, Event::kBought);
    case Family::kBuySupply:
      apply_buy_supply(world, row);
      return add_event(record, Event::kBought);
    case Family::kOverhaul:
      apply_overhaul(world, row);
      return add_event(record, Event::kOverhauled);
    case Family::kCashOut:
      return add_event(record, Event::kCashedOut);
  }
}

}  // namespace

void apply_action(World& world, StepRecord& record, const RoundKeys& keys) {
  const spec::ActionRow& row = spec::kActions[static_cast<std::size_t>(record.action)];
  apply_family(world, row, record, keys);
  charge(world.ship, row);
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
