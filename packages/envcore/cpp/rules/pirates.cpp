#include "rules/pirates.hpp"

#include "numerics/probability.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

using spec::Event;

/// The log-odds per tick that pirates come.
double log_odds_of_pirates(const Ship& ship, double piracy, double cargo_value) {
  const double x =
      spec::kPirateBias + spec::kPiratePiracyWeight * piracy +
      spec::kPirateAlertWeight * clamp(ship.alert / spec::kAlertMax, 0, 1) +
      spec::kPirateCargoWeight * (cargo_value / (cargo_value + spec::kPirateCargoHalf));
  return ship.escape_ticks > 0 ? x - spec::kPirateEscapeRelief : x;
}

void rob(World& world, StepRecord& record, double cargo_value, const RoundKeys& keys,
         const PhiloxBlock& words) {
  Ship& ship = world.ship;
  double share = spec::kPirateShareBase + spec::kPirateShareSpread * uniform01(words[2]);
  const PhiloxBlock more = random_block(keys, Domain::kVoyage, tick_index(world), 2);  // words 4..7
  if (ship.decoys > 0 && uniform01(more[0]) < spec::kDecoyChance) {
    --ship.decoys;
    share = spec::kDecoyShareFactor * share;
    add_event(record, Event::kDecoyUsed);
  }
  const PerCommodity cargo = ship.cargo * (1 - share);
  ship.cargo = where(cargo < spec::kCargoDust, 0, cargo);
  record.value_lost = cargo_value - cargo_value_of(world);
  world.counters.value_lost_to_pirates += record.value_lost;
  world.counters.pirate_encounters += 1;
  ship.hull -= spec::kPirateHullBase + spec::kPirateHullSpread * uniform01(words[3]);
  ship.alert += spec::kPirateAlert;
  add_event(record, Event::kPirates);
}

}  // namespace

void meet_pirates(World& world, StepRecord& record, double piracy, const RoundKeys& keys,
                  const PhiloxBlock& words) {
  const double cargo_value = cargo_value_of(world);
  const double x = log_odds_of_pirates(world.ship, piracy, cargo_value);
  if (happens_within(x, record.dt, uniform01(words[1]))) {
    rob(world, record, cargo_value, keys, words);
  }
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
