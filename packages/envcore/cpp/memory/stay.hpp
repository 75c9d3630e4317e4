// What a ship's features have in common from step to step while it stays at a node.
#pragma once

#include <cstdint>

#include "memory/sizes.hpp"

namespace envcore::memory {

/// The features in their order, each within -1..1. trainkit.envs.features says what they are.
struct FeatureRow {
  PerRock<float> was_mined, richness, rate, rate_lead, promise_lead;
  PerEdge<float> is_known, pay;
  PerTickValue<PerEdge<float>> surplus, surplus_lead, ticks;
  PerEdge<float> frontier, leads_home;
  PerCommodity<float> value, price, price_after;
  float home_ticks, fuel_left, ticks_left, seen, frontier_edges;
  PerTickValue<float> belt_surplus, node_surplus;
  float node_rate, selected_share, untried;
};

/// Log-odds that heat and tool add to a fracture in every mode.
struct FractureOdds {
  double heat = 0;
  double tool = 0;
  bool operator==(const FractureOdds&) const = default;
};

/// A rock, as the ship estimates it.
struct Rock {
  double richness;   // expected units per tick at mode factor 1 when fresh; 0 if nothing is
  double value;      // credits per unit
  double stability;  // 0..1
  double depletion;  // 0..1
};

/// The rocks of a node.
struct Rocks {
  PerRock<double> richness, value, stability, depletion;

  constexpr Rock operator[](std::size_t a) const {
    return {richness[a], value[a], stability[a], depletion[a]};
  }
};

/// What the rates of rocks are made of, whatever the ship: enough to estimate them without exp and
/// ln.
struct RateParts {
  PerRock<float> pay;    // credits of the next tick at full efficiency, mode factor 1
  PerRock<float> calm;   // e to minus the log-odds of a fracture, before those of ship and mode
  PerRock<float> whole;  // credits of all that is left in the rock
  PerRock<float> spent;  // of them, those that are not a surplus at full efficiency
  PerRock<float> wait;   // credits that the ticks are worth in which it loses a share of 1 - 1/e
};

/// Results of the last steps at a node, so that the next one computes what it changes. They follow
/// from the memory and from observations: a new Stay costs time and changes no feature.
struct Stay {
  std::size_t node = kNodes;  // the ship's; kNodes before the first observation
  // what observations changed since the features were written
  bool has_arrived = false;
  bool has_new_promise = false;     // of a rock
  std::uint32_t changed_rocks = 0;  // estimates of rocks; bit a for rock a
  std::uint32_t untried_rocks = 0;  // bit a for rock a

  PerRock<spec::AsteroidObs> observed{};  // the rocks
  // their value for a new ship
  PerRock<PerTickValue<double>> surplus{};
  PerRock<double> promise{};  // value times stability of an untried rock
  // and for this one
  double mining_efficiency = -1;  // which has this efficiency
  FractureOdds odds;              // and these odds
  FeatureRow features{};          // as written last
  // of compact features only
  RateParts parts{};
  // of all features only
  Rocks rocks{};           // as estimated
  PerRock<double> pay{};   // credits of the next tick for a new ship
  PerRock<double> rate{};  // and for this one
};

}  // namespace envcore::memory
