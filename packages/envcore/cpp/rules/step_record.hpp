// What happened in one step: the facts that reward, info, observation and recordings are made of.
#pragma once

#include "numerics/simd.hpp"
#include "rules/world.hpp"

namespace envcore {

/// The sums that a step changes, taken before and after it; the first four as in Ship.
struct Ledger {
  double fuel = 0;
  double hull = 0;
  double heat = 0;
  double tool = 0;
  double credits = 0;
  double cargo_value = 0;  // at the prices of the moment
};

struct StepRecord {
  ActionId action = ActionId::kHoldDrift;  // as executed
  bool was_illegal = false;
  int dt = 0;
  std::uint32_t events = 0;
  double trip_threat = 0;  // true threat of the edge flown, if any
  double value_lost = 0;   // to pirates
  Ledger before;
  Ledger after;
  EndCause end_cause = EndCause::kNone;
  std::int8_t selected_before = -1;     // asteroid, or none
  std::uint16_t asteroids_changed = 0;  // bit a: asteroid a was scanned or mined
};

inline namespace ENVCORE_CLONE {

inline void add_event(StepRecord& record, spec::Event event) {
  record.events |= 1U << static_cast<unsigned>(event);
}

inline void add_event_if(bool is_true, StepRecord& record, spec::Event event) {
  record.events |= std::uint32_t{is_true} << static_cast<unsigned>(event);
}

inline bool has_event(const StepRecord& record, spec::Event event) {
  return ((record.events >> static_cast<unsigned>(event)) & 1U) != 0;
}

inline Ledger ledger_of(const World& world) {
  const Ship& ship = world.ship;
  return {.fuel = ship.fuel,
          .hull = ship.hull,
          .heat = ship.heat,
          .tool = ship.tool,
          .credits = ship.credits,
          .cargo_value = cargo_value_of(world)};
}

/// Fuel, hull, heat and tool, of a ship or a ledger.
template <class Sums>
Quad sums_of(const Sums& sums) {
  return Quad::of(sums.fuel, sums.hull, sums.heat, sums.tool);
}

/// What a step took of fuel, hull, heat and tool: never negative.
inline Quad losses_of(const StepRecord& record) {
  return larger(Quad::all(0), sums_of(record.before) - sums_of(record.after));
}

/// Note that asteroid a of the ship's node was scanned or mined.
inline void touch(World& world, StepRecord& record, int a) {
  const auto bit = static_cast<std::uint16_t>(1U << a);
  record.asteroids_changed |= bit;
  marks_here(world).touched |= bit;
}

}  // namespace ENVCORE_CLONE
}  // namespace envcore
