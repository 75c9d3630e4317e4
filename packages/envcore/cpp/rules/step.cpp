#include "rules/step.hpp"

#include "rules/belt.hpp"
#include "rules/effects/effects.hpp"
#include "rules/exposure.hpp"
#include "rules/field.hpp"
#include "rules/legality.hpp"
#include "rules/market.hpp"

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

/// Fix the action that is carried out, and its ticks. Without a jump, as whether an action is legal
/// is hard to foretell.
void judge_action(const World& world, std::int64_t wanted, bool may_act, StepRecord& record) {
  // unsigned, as any integer may be wanted
  constexpr auto kHold = static_cast<std::uint64_t>(ActionId::kHoldDrift);
  const std::uint64_t beyond = static_cast<std::uint64_t>(wanted) - kHold;
  record.was_illegal = !may_act;
  record.action = static_cast<ActionId>(kHold + beyond * std::uint64_t{may_act});
  add_event_if(!may_act, record, Event::kInvalidAction);
  record.dt = ticks_of(world, spec::kActions[static_cast<std::size_t>(record.action)]);
}

void spend_buffs(Ship& ship, int dt) {
  ship.escape_ticks = static_cast<std::int8_t>(std::max(0, ship.escape_ticks - dt));
  ship.anchor_ticks = static_cast<std::int8_t>(std::max(0, ship.anchor_ticks - dt));
}

void clamp_ship(Ship& ship) {
  // the heat is within its range already
  const Quad most = Quad::of(spec::kFuelMax, spec::kHullMax, spec::kHeatMax, spec::kToolMax);
  std::array<double, 4> sums;
  smaller(larger(sums_of(ship), Quad::all(0)), most).store(sums.data());
  ship.fuel = sums[0];
  ship.hull = sums[1];
  ship.heat = sums[2];
  ship.tool = sums[3];
  ship.alert = clamp(ship.alert, 0, spec::kAlertMax);
}

void count_step(World& world, const StepRecord& record) {
  Counters& counters = world.counters;
  const double utilization = record.dt * (sum_of(world.ship.cargo) / spec::kCargoMax);
  const Quad before = Quad::of(counters.fuel_used, counters.hull_damage, counters.utilization_ticks,
                               counters.tool_wear);
  std::array<double, 4> sums;
  (before + losses_of(record).with<2>(utilization)).store(sums.data());
  counters.fuel_used = sums[0];
  counters.hull_damage = sums[1];
  counters.utilization_ticks = sums[2];
  counters.tool_wear = sums[3];
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
  record.before = ledger_of(world);
  record.selected_before = world.ship.selected;

  judge_action(world, wanted, may_act, record);
  // first, as nothing in it waits for the action: the processor has it in hand at the jump to that
  const RoundKeys keys = round_keys(world.chance);
  const MarketMove move = move_market(world, record.dt, keys);
  add_event_if(move.is_shocked, record, Event::kMarketShock);
  apply_action(world, record, keys);
  apply_exposure(world, record, keys);
  cool_and_calm(world, record);
  spend_buffs(world.ship, record.dt);
  follow_market(world, record.dt, move);
  world.tick += record.dt;
  clamp_ship(world.ship);

  record.after = ledger_of(world);
  count_step(world, record);
  judge_end(world, record);
  return record;
}

}  // namespace envcore::inline ENVCORE_CLONE
