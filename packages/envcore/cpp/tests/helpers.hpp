// Worlds made by hand, and searches for the random numbers that a test needs.
#pragma once

#include <vector>

#include "rules/field.hpp"
#include "rules/legality.hpp"
#include "rules/market.hpp"
#include "rules/step.hpp"
#include "state/digest.hpp"
#include "tests/check.hpp"

namespace envcore::tests {

using spec::Event;

/// Every switch off: only the drift of prices is random.
inline constexpr EnvConfig kQuiet = {.time_max = 1'000'000,
                                     .pirates = false,
                                     .fractures = false,
                                     .scan_noise = false,
                                     .price_impact = false,
                                     .market_shocks = false};

/// All options at their defaults.
inline constexpr EnvConfig kDefaults = {};

/// The quiet options with one of them changed.
template <class Value>
constexpr EnvConfig quiet_but(Value EnvConfig::* option, Value value) {
  EnvConfig config = kQuiet;
  config.*option = value;
  return config;
}

/// A rock: true values, estimates and depletion.
struct Specimen {
  PerCommodity composition;
  PerCommodity estimate;
  double stability;
  double stability_estimate;
  double richness;
  double noise;
  double confidence;
  double depletion;

  Rock rock() const { return {composition, stability, richness, noise}; }
  Asteroid asteroid() const { return {estimate, stability_estimate, confidence, depletion}; }
};

/// A rock that never cracks by itself, of exact binary parts.
inline constexpr Specimen kRock = {.composition = {0.5, 0.25, 0.125, 0.0625, 0.0625, 0},
                                   .estimate = {0.25, 0.25, 0.25, 0.125, 0.0625, 0.0625},
                                   .stability = 1,
                                   .stability_estimate = 0.5,
                                   .richness = 2,
                                   .noise = 0.1,
                                   .confidence = 0.1,
                                   .depletion = 0};

/// What a test sets in its world; the rest is a new ship at the station in a quiet world.
struct Setup {
  EnvConfig config = kQuiet;
  std::uint64_t seed = 1;
  int tick = 0;
  int node = 0;  // 0 station, 1 cluster, 2 hazard
  double danger = 0;
  double piracy = 0;  // both of nodes 1 and 2
  Specimen rock = kRock;
  int selected = -1;
  double fuel = 1000;
  double hull = 100;
  double heat = 0;
  double tool = 100;
  double alert = 0;
  double credits = 0;
  PerCommodity cargo{};
  int repair_kits = 3;
  int stabilizers = 2;
  int decoys = 1;
  int escape_ticks = 0;
  int anchor_ticks = 0;
};

/// A belt in a line, station - cluster - hazard, with three equal rocks at each of the last two and
/// a flat market (stock 100, every price at its base).
World world_with(const Setup& setup);

/// The edge in slot k of node n.
Edge& edge_at(World& world, int n, int k);

/// Whether asteroid a of node n was scanned or mined.
bool is_touched(const World& world, int n, int a);

/// Exhaust asteroid a of node n.
void exhaust(World& world, int n, int a);

/// Advance the market to the tick `world.tick`.
bool tick_market(World& world);

/// Six shares that sum to 1, and the same squared and made to sum to 1: section 2 word by word.
PerCommodity shares_of(const std::uint64_t* words);
PerCommodity mix_of(const std::uint64_t* words);

/// A word of a draw as its unit; domain and index as in the rules, `word` 0..15.
double unit_at(const World& world, Domain domain, std::uint64_t index, std::size_t word);

/// The same word as a normal sample.
double bell_at(const World& world, Domain domain, std::uint64_t index, std::size_t word);

/// A condition on one random word: its uniform number lies in [low, high).
struct Wish {
  std::size_t word;
  double low;
  double high;
};

/// The first tick whose random words fulfil every condition.
int tick_with(const World& world, Domain domain, const std::vector<Wish>& wishes);

/// The legal actions in rising order, as the mask has them.
std::vector<int> legal_actions(const World& world);

inline StepRecord step(World& world, ActionId action) {
  return envcore::step(world, static_cast<std::int64_t>(action));
}

inline constexpr std::uint32_t bit(Event event) { return 1U << static_cast<unsigned>(event); }

using Bytes = std::vector<std::uint8_t>;

/// The canonical state, as bytes to compare.
Bytes canonical(const World& world);

/// What pack_state writes.
Bytes packed(const World& world);

/// Packed bytes with length and checksum updated.
Bytes sealed(Bytes bytes);

/// A world in the middle of an episode with all options on, away from home, with rocks touched.
World played_world();

}  // namespace envcore::tests
