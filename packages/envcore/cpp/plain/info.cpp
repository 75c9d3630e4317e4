#include "plain/info.hpp"

namespace envcore::plain {
namespace {

bool has_survived(EndCause cause) {
  return cause != EndCause::kDestroyed && cause != EndCause::kStranded;
}

/// x per tick of the clock, 0 at tick 0.
double per_tick(double x, int ticks) { return ticks == 0 ? 0 : x / ticks; }

}  // namespace

spec::InfoRow info_of(const World& world, const StepRecord& record) {
  spec::InfoRow info = info_at_rest(world);
  info.action = static_cast<std::int64_t>(record.action);
  info.dt = record.dt;
  info.invalid_action = record.was_illegal;
  info.events = record.events;
  return info;
}

spec::InfoRow info_at_rest(const World& world) {
  const Counters& counters = world.counters;
  const double net_profit = world.ship.credits;  // credits are 0 after a reset
  return {
      .action = -1,
      .dt = 0,
      .invalid_action = false,
      .events = 0,
      .credits = world.ship.credits,
      .net_profit = net_profit,
      .total_spend = counters.total_spend,
      .profit_per_tick = per_tick(net_profit, world.tick),
      .survival = has_survived(world.end_cause) ? 1 : 0,
      .overheat_ticks = counters.overheat_ticks,
      .pirate_encounters = counters.pirate_encounters,
      .value_lost_to_pirates = counters.value_lost_to_pirates,
      .fuel_used = counters.fuel_used,
      .hull_damage = counters.hull_damage,
      .tool_wear = counters.tool_wear,
      .scan_count = counters.scan_count,
      .mining_ticks = counters.mining_ticks,
      .cargo_utilization_avg = per_tick(counters.utilization_ticks, world.tick),
      .ticks = world.tick,
      .time_remaining = std::max(0, world.config.time_max - world.tick),
  };
}

}  // namespace envcore::plain
