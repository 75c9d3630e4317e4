#include "rules/exposure.hpp"

#include "rules/pirates.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

using spec::Event;

struct Risk {
  double hazard;
  double piracy;
};

/// Of the edge while travelling, else of the node.
Risk risk_of(const World& world, const StepRecord& record) {
  if (has_event(record, Event::kTravelled)) return {record.trip_threat, record.trip_threat};
  return {node_here(world).danger, node_here(world).piracy};
}

}  // namespace

void apply_exposure(World& world, StepRecord& record, const RoundKeys& keys) {
  Ship& ship = world.ship;
  if (is_at_station(ship) && !has_event(record, Event::kTravelled)) return;

  const PhiloxBlock words = random_block(keys, Domain::kVoyage, tick_index(world));
  const auto [hazard, piracy] = risk_of(world, record);
  const int dt = record.dt;
  ship.hull -= dt * hazard * spec::kExposureHull *
               (spec::kExposureRollBase + spec::kExposureRollSpread * uniform01(words[0]));
  ship.heat += dt * hazard * spec::kExposureHeat;
  ship.alert += dt * hazard * spec::kExposureAlert;
  if (world.config.pirates) meet_pirates(world, record, piracy, keys, words);
}

void cool_and_calm(World& world, StepRecord& record) {
  Ship& ship = world.ship;
  ship.heat = max(0, ship.heat - spec::kCooling * record.dt);
  if (ship.heat > spec::kHeatMax) {
    ship.hull -= spec::kOverheatHull * (ship.heat - spec::kHeatMax);
    ship.heat = spec::kHeatMax;
    world.counters.overheat_ticks += record.dt;
    add_event(record, Event::kOverheated);
  }
  ship.alert = max(0, ship.alert - spec::kCalming * record.dt);
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
