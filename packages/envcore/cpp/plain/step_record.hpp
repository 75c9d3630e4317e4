// The record of one step, from which reward, info and recordings are computed.
#pragma once

#include "plain/world.hpp"

namespace envcore::plain {

/// The sums that a step changes, taken before and after it.
struct Ledger {
  double credits = 0;
  double fuel = 0;
  double hull = 0;
  double tool = 0;
  double heat = 0;
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
};

inline void add_event(StepRecord& record, spec::Event event) {
  record.events |= 1U << static_cast<unsigned>(event);
}

inline bool has_event(const StepRecord& record, spec::Event event) {
  return ((record.events >> static_cast<unsigned>(event)) & 1U) != 0;
}

inline Ledger ledger_of(const World& world) {
  const Ship& ship = world.ship;
  return {.credits = ship.credits,
          .fuel = ship.fuel,
          .hull = ship.hull,
          .tool = ship.tool,
          .heat = ship.heat,
          .cargo_value = cargo_value_of(world)};
}

/// What was lost of a sum: never negative.
inline double lost(double before, double after) { return larger(0, before - after); }

}  // namespace envcore::plain
