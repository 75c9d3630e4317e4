#include "rules/exposure.hpp"

namespace envcore::inline ENVCORE_CLONE {
namespace {

using spec::Event;

struct Exposure {
  double hazard;
  double piracy;
};

Exposure exposure_of(const World& world, const StepRecord& record) {
  if (has_event(record, Event::kTravelled)) return {record.trip_threat, record.trip_threat};
  const Node& node = node_here(world);
  return {node.danger, node.piracy};
}

/// Log-odds of meeting pirates in one tick.
double pirate_log_odds(const Ship& ship, double piracy, double alert_frac, double cargo_frac) {
  double x = spec::kPirateBias + spec::kPiratePiracyWeight * piracy +
             spec::kPirateAlertWeight * alert_frac + spec::kPirateCargoWeight * cargo_frac;
  if (ship.escape_ticks > 0) x -= spec::kPirateEscapeRelief;
  return x;
}

/// Whether pirates come within dt ticks, by a roll in [0, 1).
bool meets_pirates(const Ship& ship, double piracy, double cargo_value, int dt, double roll) {
  // a bound without divisions settles most rolls; v / (v + half) is less than v / half, and than 1
  constexpr double kSlack = 1 + 1e-6;  // far more than any rounding
  const double alert_most = clamp(ship.alert * (kSlack / spec::kAlertMax), 0, 1);
  const double cargo_most = smaller(1, cargo_value * (kSlack / spec::kPirateCargoHalf));
  const double x_most = pirate_log_odds(ship, piracy, alert_most, cargo_most) + 1e-6;
  if (roll >= dt * chance_at_most(x_most)) return false;

  const double alert_frac = clamp(ship.alert / spec::kAlertMax, 0, 1);
  const double cargo_frac = cargo_value / (cargo_value + spec::kPirateCargoHalf);
  return roll < over(chance_of(pirate_log_odds(ship, piracy, alert_frac, cargo_frac)), dt);
}

void rob(World& world, StepRecord& record, const RoundKeys& keys, const PhiloxBlock& draws,
         double cargo_value) {
  Ship& ship = world.ship;
  const auto tick = static_cast<std::uint64_t>(world.tick);
  double share = spec::kPirateShareBase + spec::kPirateShareSpread * unit(draws[2]);
  if (ship.decoys > 0 && unit(draw_block(keys, Domain::kVoyage, tick, 2)[0]) < spec::kDecoyChance) {
    --ship.decoys;
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

void apply_exposure(World& world, StepRecord& record, const RoundKeys& keys) {
  Ship& ship = world.ship;
  if (is_at_station(ship) && !has_event(record, Event::kTravelled)) return;

  const auto tick = static_cast<std::uint64_t>(world.tick);
  const PhiloxBlock draws = draw_block(keys, Domain::kVoyage, tick);
  const Exposure exposure = exposure_of(world, record);
  const int dt = record.dt;
  ship.hull -= dt * exposure.hazard * spec::kExposureHull *
               (spec::kExposureRollBase + spec::kExposureRollSpread * unit(draws[0]));
  ship.heat += dt * exposure.hazard * spec::kExposureHeat;
  ship.alert += dt * exposure.hazard * spec::kExposureAlert;

  if (!world.config.pirates) return;
  const double cargo_value = cargo_value_of(world);
  if (meets_pirates(ship, exposure.piracy, cargo_value, dt, unit(draws[1]))) {
    rob(world, record, keys, draws, cargo_value);
  }
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

}  // namespace envcore::inline ENVCORE_CLONE
