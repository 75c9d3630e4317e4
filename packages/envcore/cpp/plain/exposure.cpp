#include "plain/exposure.hpp"

namespace envcore::plain {
namespace {

using spec::Event;

struct Exposure {
  double hazard;
  double piracy;
};

Exposure exposure_of(const World& world, const StepRecord& record) {
  if (has_event(record, Event::kTravelled)) return {record.trip_threat, record.trip_threat};
  const Node& node = world.belt.nodes[at(world.ship.node)];
  return {node.danger, node.piracy};
}

/// Chance of meeting pirates in one tick.
double pirate_chance(const Ship& ship, double piracy, double cargo_value) {
  double x = spec::kPirateBias + spec::kPiratePiracyWeight * piracy +
             spec::kPirateAlertWeight * clamp(ship.alert / spec::kAlertMax, 0, 1) +
             spec::kPirateCargoWeight * (cargo_value / (cargo_value + spec::kPirateCargoHalf));
  if (ship.escape_ticks > 0) x -= spec::kPirateEscapeRelief;
  return chance_of(x);
}

void rob(World& world, StepRecord& record, const Draws<2>& draws, double cargo_value) {
  Ship& ship = world.ship;
  double share = spec::kPirateShareBase + spec::kPirateShareSpread * unit(draws[2]);
  if (ship.decoys > 0 && unit(draws[4]) < spec::kDecoyChance) {
    ship.decoys -= 1;
    share = spec::kDecoyShareFactor * share;
    add_event(record, Event::kDecoyUsed);
  }
  for (double& cargo : ship.cargo) {
    cargo = cargo * (1 - share);
    if (cargo < spec::kCargoDust) cargo = 0;
  }
  record.value_lost = cargo_value - cargo_value_of(world);
  world.counters.value_lost_to_pirates += record.value_lost;
  world.counters.pirate_encounters += 1;
  ship.hull -= spec::kPirateHullBase + spec::kPirateHullSpread * unit(draws[3]);
  ship.alert += spec::kPirateAlert;
  add_event(record, Event::kPirates);
}

}  // namespace

void apply_exposure(World& world, StepRecord& record, int tick_before) {
  Ship& ship = world.ship;
  if (is_at_station(ship) && !has_event(record, Event::kTravelled)) return;

  const auto index = static_cast<std::uint64_t>(tick_before);
  const Draws<2> draws = world.chance.at<2>(Domain::kVoyage, index);
  const Exposure exposure = exposure_of(world, record);
  const int dt = record.dt;
  ship.hull -= dt * exposure.hazard * spec::kExposureHull *
               (spec::kExposureRollBase + spec::kExposureRollSpread * unit(draws[0]));
  ship.heat += dt * exposure.hazard * spec::kExposureHeat;
  ship.alert += dt * exposure.hazard * spec::kExposureAlert;

  if (!world.config.pirates) return;
  const double cargo_value = cargo_value_of(world);
  const double chance = over(pirate_chance(ship, exposure.piracy, cargo_value), dt);
  if (unit(draws[1]) < chance) rob(world, record, draws, cargo_value);
}

void cool_and_calm(World& world, StepRecord& record) {
  Ship& ship = world.ship;
  ship.heat = larger(0, ship.heat - spec::kCooling * record.dt);
  if (ship.heat > spec::kHeatMax) {
    ship.hull -= spec::kOverheatHull * (ship.heat - spec::kHeatMax);
    ship.heat = spec::kHeatMax;
    world.counters.overheat_ticks += record.dt;
    add_event(record, Event::kOverheated);
  }
  ship.alert = larger(0, ship.alert - spec::kCalming * record.dt);
}

}  // namespace envcore::plain
