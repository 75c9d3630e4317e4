#include "step.hpp"

#include "belt.hpp"
#include "effects/effects.hpp"
#include "exposure.hpp"
#include "field.hpp"
#include "legality.hpp"
#include "market.hpp"

namespace envcore::inline ENVCORE_CLONE {
namespace {

using spec::Event;

Ship new_ship() {
  Ship ship;
  ship.fuel = spec::kFuelMax;
  ship.hull = spec::kHullMax;
  ship.tool = spec::kToolMax;
  ship.repair_kits = spec::kStartRepairKits;
  ship.stabilizers = spec::kStartStabilizers;
  ship.decoys = spec::kStartDecoys;
  return ship;
}

/// The blocks of chance that a step of up to eight ticks looks at, drawn together.
struct StepDraws {
  static constexpr int kVoyage = 0;
  static constexpr int kMine = 1;   // looked at by an action that mines only
  static constexpr int kTrade = 2;  // two for each tick
  std::array<PhiloxBlock, kTrade + 2 * spec::kEdgeTicksMax + 3> blocks;

  const PhiloxBlock* trade() const { return &blocks[kTrade]; }
};

/// One group of four blocks: voyage and mine at the tick now, trade at the one after it.
void draw_first(const World& world, StepDraws& draws) {
  const auto tick = static_cast<std::uint64_t>(world.tick);
  constexpr auto kTrade = static_cast<std::uint64_t>(Domain::kTrade);
  const auto rows = rows_of(
      philox_four(world.chance, {{1, 1, 1, 2},
                                 {tick, tick, tick + 1, tick + 1},
                                 {static_cast<std::uint64_t>(Domain::kVoyage),
                                  static_cast<std::uint64_t>(Domain::kMine), kTrade, kTrade}}));
  for (std::size_t i = 0; i < rows.size(); ++i) draws.blocks[i] = rows[i];
}

/// The trade of ticks 2, 3, ... of the step, two ticks at a time.
void draw_rest(const World& world, int dt, StepDraws& draws) {
  constexpr auto kTrade = static_cast<std::uint64_t>(Domain::kTrade);
  for (int i = 1; i < dt; i += 2) {
    const auto tick = static_cast<std::uint64_t>(world.tick + 1 + i);
    const auto rows = rows_of(philox_four(
        world.chance,
        {{1, 2, 1, 2}, {tick, tick, tick + 1, tick + 1}, {kTrade, kTrade, kTrade, kTrade}}));
    PhiloxBlock* to = &draws.blocks[at(StepDraws::kTrade + 2 * i)];
    for (const PhiloxBlock& row : rows) *to++ = row;
  }
}

/// Fix the action that is carried out, and its ticks.
void judge_action(const World& world, std::int64_t wanted, bool may_act, StepRecord& record) {
  record.was_illegal = !may_act;
  if (may_act) {
    record.action = static_cast<ActionId>(wanted);
  } else {
    add_event(record, Event::kInvalidAction);
  }
  record.dt = ticks_of(world, spec::kActions[static_cast<std::size_t>(record.action)]);
}

void spend_buffs(Ship& ship, int dt) {
  ship.escape_ticks = static_cast<std::int8_t>(std::max(0, ship.escape_ticks - dt));
  ship.anchor_ticks = static_cast<std::int8_t>(std::max(0, ship.anchor_ticks - dt));
}

void advance_market(World& world, StepRecord& record, TickDraws draws) {
  world.tick += record.dt;
  if (tick_market(world, record.dt, draws)) add_event(record, Event::kMarketShock);
}

void clamp_ship(Ship& ship) {
  ship.fuel = clamp(ship.fuel, 0, spec::kFuelMax);
  ship.hull = clamp(ship.hull, 0, spec::kHullMax);
  ship.tool = clamp(ship.tool, 0, spec::kToolMax);
  ship.alert = clamp(ship.alert, 0, spec::kAlertMax);
}

void count_step(World& world, const StepRecord& record) {
  Counters& counters = world.counters;
  counters.utilization_ticks += record.dt * (sum_of(world.ship.cargo) / spec::kCargoMax);
  counters.fuel_used += lost(record.before.fuel, record.after.fuel);
  counters.hull_damage += lost(record.before.hull, record.after.hull);
  counters.tool_wear += lost(record.before.tool, record.after.tool);
}

EndCause end_cause_of(const World& world, const StepRecord& record) {
  if (world.ship.hull <= 0) return EndCause::kDestroyed;
  if (world.ship.fuel <= 0 && !is_at_station(world.ship)) return EndCause::kStranded;
  if (has_event(record, Event::kCashedOut)) return EndCause::kCashedOut;
  if (world.tick >= world.config.time_max) return EndCause::kTimeout;
  return EndCause::kNone;
}

void judge_end(World& world, StepRecord& record) {
  world.end_cause = end_cause_of(world, record);
  record.end_cause = world.end_cause;
  switch (world.end_cause) {
    case EndCause::kDestroyed:
      return add_event(record, Event::kDestroyed);
    case EndCause::kStranded:
      return add_event(record, Event::kStranded);
    case EndCause::kTimeout:
      return add_event(record, Event::kTimeout);
    case EndCause::kCashedOut:  // the action's own event
    case EndCause::kNone:
      return;
  }
}

}  // namespace

void reset(World& world, const EnvConfig& config, std::uint64_t seed, std::uint64_t episode) {
  world.config = config;
  world.chance = {.seed = seed, .episode = episode};
  world.tick = 0;
  world.end_cause = EndCause::kNone;
  world.rocks_drawn = 0;
  world.ship = new_ship();
  world.counters = Counters{};
  generate_belt(world.belt, world.chance);
  world.field_marks = {};
  open_market(world);
}

StepRecord step(World& world, std::int64_t wanted) {
  return step(world, wanted, is_legal(world, wanted));
}

StepRecord step(World& world, std::int64_t wanted, bool may_act) {
  StepRecord record;
  StepDraws draws;
  record.before = ledger_of(world);
  record.selected_before = world.ship.selected;

  judge_action(world, wanted, may_act, record);
  draw_first(world, draws);
  draw_rest(world, record.dt, draws);
  apply_action(world, draws.blocks[StepDraws::kMine], record);
  apply_exposure(world, record, draws.blocks[StepDraws::kVoyage]);
  cool_and_calm(world, record);
  spend_buffs(world.ship, record.dt);
  advance_market(world, record, draws.trade());
  clamp_ship(world.ship);

  record.after = ledger_of(world);
  count_step(world, record);
  judge_end(world, record);
  return record;
}

}  // namespace envcore::inline ENVCORE_CLONE
