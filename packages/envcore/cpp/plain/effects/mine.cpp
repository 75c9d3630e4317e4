#include "plain/effects/effects.hpp"

namespace envcore::plain {
namespace {

/// How the ship stood when the mining tick began.
struct Condition {
  double tool_frac;
  double heat_frac;
};

double rate_of(const World& world, const Asteroid& asteroid, const spec::MiningMode& mode,
               Condition condition, double noise) {
  const double eff_tool =
      spec::kToolEfficiencyBase + spec::kToolEfficiencySlope * condition.tool_frac;
  const double eff_heat = condition.heat_frac <= spec::kHotFrac
                              ? 1
                              : larger(spec::kHotEfficiencyMin,
                                       1 - (condition.heat_frac - spec::kHotFrac) / spec::kHotSpan);
  const double rate = asteroid.richness * (1 - asteroid.depletion) * eff_tool * eff_heat *
                      mode.yield_factor * (1 + mode.spread * noise);
  return smaller(rate, spec::kCargoMax - sum_of(world.ship.cargo));
}

double fracture_chance(const World& world, const Asteroid& asteroid, const spec::MiningMode& mode,
                       Condition condition) {
  double x = spec::kFractureBias + mode.fracture +
             spec::kFractureStabilityWeight * (1 - asteroid.stability) +
             spec::kFractureHeatWeight * larger(0, condition.heat_frac - spec::kHotFrac) +
             spec::kFractureToolWeight * (1 - condition.tool_frac);
  if (world.ship.anchor_ticks > 0) x -= spec::kFractureAnchorRelief;
  return chance_of(x);
}

void fracture(World& world, Asteroid& asteroid, std::uint64_t word) {
  world.ship.hull -=
      spec::kFractureHull * (spec::kFractureRollBase + spec::kFractureRollSpread * unit(word));
  asteroid.depletion = 1;
  double& danger = world.belt.nodes[at(world.ship.node)].danger;
  danger = smaller(1, danger + spec::kFractureDanger);
}

}  // namespace

void apply_mine(World& world, const spec::ActionRow& row, StepRecord& record) {
  Ship& ship = world.ship;
  const spec::MiningMode& mode = spec::kMiningModes[at(row.arg)];
  const auto tick = static_cast<std::uint64_t>(world.tick);
  const Draws<1> draws = world.chance.at<1>(Domain::kMine, tick);
  Asteroid& asteroid = selected_asteroid(world);
  const Condition condition = {ship.tool / spec::kToolMax, ship.heat / spec::kHeatMax};

  // the yield
  const double rate = rate_of(world, asteroid, mode, condition, bell(draws[0]));
  for (std::size_t c = 0; c < ship.cargo.size(); ++c) {
    ship.cargo[c] += rate * asteroid.composition[c];
  }
  asteroid.was_touched = true;
  asteroid.depletion = asteroid.depletion + spec::kDepletionPerUnit * rate;
  if (asteroid.depletion >= spec::kDepletionEnd) asteroid.depletion = 1;
  ship.heat += row.heat;
  ship.tool -= mode.wear;
  ship.alert += row.alert;
  world.counters.mining_ticks += row.ticks;

  // the rock may crack
  if (world.config.fractures &&
      unit(draws[1]) < fracture_chance(world, asteroid, mode, condition)) {
    fracture(world, asteroid, draws[2]);
    add_event(record, spec::Event::kFracture);
  }

  if (asteroid.depletion == 1) {
    ship.selected = -1;
    ship.anchor_ticks = 0;
    add_event(record, spec::Event::kAsteroidExhausted);
  }
}

void apply_stabilize(Ship& ship, const spec::ActionRow& row) {
  ship.stabilizers -= 1;
  ship.anchor_ticks = spec::kAnchorTicks + row.ticks;
}

}  // namespace envcore::plain
