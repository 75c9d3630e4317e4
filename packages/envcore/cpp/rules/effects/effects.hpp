// The effects of the actions, by family; every action is legal here. docs/world.md, section 6.
#pragma once

#include "rules/step_record.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// Ticks that the action takes from here.
int ticks_of(const World& world, const spec::ActionRow& row);

/// Execute `record.action`, which takes `record.dt` ticks.
void apply_action(World& world, StepRecord& record, const RoundKeys& keys);

/// Take the action's fixed fuel and add its fixed heat and alert, never below 0.
void charge(Ship& ship, const spec::ActionRow& row);

// effects/travel.cpp
void apply_travel(World& world, const spec::ActionRow& row, StepRecord& record);
void apply_burn(Ship& ship, const spec::ActionRow& row);
void apply_listen(World& world, const RoundKeys& keys);

// effects/scan.cpp
void apply_scan(World& world, const spec::ActionRow& row, StepRecord& record);
void apply_select(Ship& ship, int a);

// effects/mine.cpp
void apply_mine(World& world, const spec::ActionRow& row, StepRecord& record,
                const RoundKeys& keys);
void apply_stabilize(Ship& ship, const spec::ActionRow& row);

// effects/maintain.cpp
void apply_refine(Ship& ship);
void apply_mend_tool(Ship& ship, const spec::ActionRow& row);
void apply_mend_hull(Ship& ship, const spec::ActionRow& row);
void apply_jettison(Ship& ship, int c);

// effects/trade.cpp
void apply_sell(World& world, int commodity_and_fraction);
void apply_buy_fuel(World& world, const spec::ActionRow& row);
void apply_buy_supply(World& world, const spec::ActionRow& row);
void apply_overhaul(World& world, const spec::ActionRow& row);

}  // namespace ENVCORE_ISA
}  // namespace envcore
