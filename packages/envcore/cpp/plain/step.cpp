#include "plain/step.hpp"

#include "plain/belt.hpp"
#include "plain/effects/effects.hpp"
#include "plain/exposure.hpp"
#include "plain/field.hpp"
#include "plain/legality.hpp"
#include "plain/market.hpp"

namespace envcore::plain {
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

void judge_action(const World& world, std::int64_t wanted, StepRecord& record) {
  record.was_illegal = !is_legal(world, wanted);
  if (record.was_illegal) return add_event(record, Event::kInvalidAction);
  record.action = static_cast<ActionId>(wanted);
}

void spend_buffs(Ship& ship, int dt) {
  ship.escape_ticks = std::max(0, ship.escape_ticks - dt);
  ship.anchor_ticks = std::max(0, ship.anchor_ticks - dt);
}

void advance_market(World& world, StepRecord& record) {
  for (int i = 0; i < record.dt; ++i) {
    world.tick += 1;
    if (tick_market(world)) add_event(record, Event::kMarketShock);
  }
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
  world = World{};
  world.config = config;
  world.chance = {.seed = seed, .episode = episode};
  world.ship = new_ship();
  generate_belt(world.belt, world.chance);
  for (int n = 1; n < world.belt.node_count; ++n) {
    generate_field(world.fields[at(n)], world.chance, n, world.belt.nodes[at(n)].type);
  }
  open_market(world);
}

StepRecord step(World& world, std::int64_t wanted) {
  StepRecord record;
  const int tick_before = world.tick;
  record.before = ledger_of(world);
  remember_prices(world);

  judge_action(world, wanted, record);
  apply_action(world, record);
  apply_exposure(world, record, tick_before);
  cool_and_calm(world, record);
  spend_buffs(world.ship, record.dt);
  advance_market(world, record);
  clamp_ship(world.ship);

  record.after = ledger_of(world);
  count_step(world, record);
  judge_end(world, record);
  return record;
}

}  // namespace envcore::plain
