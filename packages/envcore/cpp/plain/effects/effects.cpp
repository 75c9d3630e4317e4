#include "plain/effects/effects.hpp"

namespace envcore::plain {

using spec::Event;
using spec::Family;

void apply_action(World& world, StepRecord& record) {
  const spec::ActionRow& row = spec::kActions[static_cast<std::size_t>(record.action)];
  Ship& ship = world.ship;
  record.dt = row.ticks;
  switch (row.family) {
    case Family::kTravel:
      apply_travel(world, row, record);
      return add_event(record, Event::kTravelled);
    case Family::kHold:
      return apply_hold(ship, row);
    case Family::kBurn:
      return apply_burn(ship, row);
    case Family::kScan:
      apply_scan(world, row);
      return add_event(record, Event::kScanned);
    case Family::kListen:
      return apply_listen(world);
    case Family::kSelect:
      return apply_select(ship, row.arg);
    case Family::kMine:
      apply_mine(world, row, record);
      return add_event(record, Event::kMined);
    case Family::kStabilize:
      apply_stabilize(ship, row);
      return add_event(record, Event::kStabilized);
    case Family::kRefine:
      apply_refine(ship, row);
      return add_event(record, Event::kRefined);
    case Family::kCooldown:
      return apply_cooldown(ship, row);
    case Family::kMendTool:
      return apply_mend_tool(ship, row);
    case Family::kMendHull:
      return apply_mend_hull(ship, row);
    case Family::kJettison:
      apply_jettison(ship, row.arg);
      return add_event(record, Event::kJettisoned);
    case Family::kDock:
      apply_dock(ship, row);
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

}  // namespace envcore::plain
