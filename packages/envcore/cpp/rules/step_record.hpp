// What happened in one step: reward, info, observation and recordings are made from it.
#pragma once

#include "rules/world.hpp"

namespace envcore {

/// The quantities that a reward compares, before and after a step.
struct Ledger {
  double fuel = 0;
  double hull = 0;
  double heat = 0;
  double tool = 0;
  double credits = 0;
  double cargo_value = 0;  // at the prices quoted at that time
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

inline namespace ENVCORE_ISA {

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

/// What was lost of a quantity, at least 0.
inline double loss(double before, double after) { return max(0, before - after); }

/// Mark asteroid a of the ship's node as scanned or mined.
inline void touch(World& world, StepRecord& record, int a) {
  const auto bit = static_cast<std::uint16_t>(1U << a);
  record.asteroids_changed |= bit;
  marks_here(world).touched |= bit;
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
