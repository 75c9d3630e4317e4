#include "rules/episode_end.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

using spec::Event;

EndCause end_cause_of(const World& world, const StepRecord& record) {
  if (world.ship.hull <= 0) return EndCause::kDestroyed;
  if (world.ship.fuel <= 0 && !is_at_station(world.ship)) return EndCause::kStranded;
  if (has_event(record, Event::kCashedOut)) return EndCause::kCashedOut;
  if (world.tick >= world.config.time_max) return EndCause::kTimeout;
  return EndCause::kNone;
}

}  // namespace

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
    case EndCause::kCashedOut:  // the action added its event
    case EndCause::kNone:
      return;
  }
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
