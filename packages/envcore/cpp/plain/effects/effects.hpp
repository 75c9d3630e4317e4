// The effects of the actions, by family. Every function trusts that the action is legal.
#pragma once

#include "plain/step_record.hpp"

namespace envcore::plain {

/// Carry out `record.action` and set `record.dt`.
void apply_action(World& world, StepRecord& record);

// effects/travel.cpp: moving and listening
void apply_travel(World& world, const spec::ActionRow& row, StepRecord& record);
void apply_hold(Ship& ship, const spec::ActionRow& row);
void apply_burn(Ship& ship, const spec::ActionRow& row);
void apply_listen(World& world);

// effects/scan.cpp: looking and selecting
void apply_scan(World& world, const spec::ActionRow& row);
void apply_select(Ship& ship, int a);

// effects/mine.cpp: mining and anchoring
void apply_mine(World& world, const spec::ActionRow& row, StepRecord& record);
void apply_stabilize(Ship& ship, const spec::ActionRow& row);

// effects/maintain.cpp: refining, cooling, mending, jettison
void apply_refine(Ship& ship, const spec::ActionRow& row);
void apply_cooldown(Ship& ship, const spec::ActionRow& row);
void apply_mend_tool(Ship& ship, const spec::ActionRow& row);
void apply_mend_hull(Ship& ship, const spec::ActionRow& row);
void apply_jettison(Ship& ship, int c);

// effects/trade.cpp: at the station
void apply_dock(Ship& ship, const spec::ActionRow& row);
void apply_sell(World& world, int commodity_and_fraction);
void apply_buy_fuel(World& world, const spec::ActionRow& row);
void apply_buy_supply(World& world, const spec::ActionRow& row);
void apply_overhaul(World& world, const spec::ActionRow& row);

}  // namespace envcore::plain
