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

/// Results of the last steps at a node, so that the next one computes what it changes. They follow
/// from the memory and from observations: a new Stay costs time and changes no feature.
struct Stay {
  std::size_t node = kNodes;  // the ship's; kNodes before the first observation
  // what observations changed since the features were written
  bool has_arrived = false;
  std::uint32_t changed_rocks = 0;  // estimates of rocks; bit a for rock a

  PerRock<spec::AsteroidObs> observed{};  // the rocks
  Rocks rocks{};                          // as estimated
  // their value for a new ship
  PerRock<double> pay{};      // credits of the next tick
  PerRock<double> promise{};  // value times stability of an untried rock
  PerTickValue<PerRock<double>> surplus{};
  std::uint32_t untried_rocks = 0;  // bit a for rock a
  // and for this one
  PerRock<double> rate{};        // credits of the next tick for this ship,
  double mining_efficiency = 0;  // which has this efficiency
  FractureOdds odds;             // and these odds
  FeatureRow features{};         // as written last
};

}  // namespace envcore::memory
