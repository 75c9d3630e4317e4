#include "numerics/probability.hpp"
#include "rules/effects/effects.hpp"
#include "rules/field.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

/// The condition of the ship before the gains.
struct Condition {
  double tool_frac;
  double heat_frac;
};

double heat_efficiency(double heat_frac) {
  if (heat_frac <= spec::kHotFrac) return 1;
  return max(spec::kHotEfficiencyMin, 1 - (heat_frac - spec::kHotFrac) / spec::kHotSpan);
}

/// The units mined in a tick, by a normal sample.
double rate_of(const Ship& ship, const Rock& rock, double depletion, const spec::MiningMode& mode,
               Condition condition, double sample) {
  const double eff_tool =
      spec::kToolEfficiencyBase + spec::kToolEfficiencySlope * condition.tool_frac;
  const double eff_heat = heat_efficiency(condition.heat_frac);
  const double rate = rock.richness * (1 - depletion) * eff_tool * eff_heat * mode.yield_factor *
                      (1 + mode.spread * sample);
  return min(rate, spec::kCargoMax - sum(ship.cargo));
}

double log_odds_of_fracture(const Ship& ship, const Rock& rock, const spec::MiningMode& mode,
                            Condition condition) {
  const double x = spec::kFractureBias + mode.fracture +
                   spec::kFractureStabilityWeight * (1 - rock.stability) +
                   spec::kFractureHeatWeight * max(0, condition.heat_frac - spec::kHotFrac) +
                   spec::kFractureToolWeight * (1 - condition.tool_frac);
  return ship.anchor_ticks > 0 ? x - spec::kFractureAnchorRelief : x;
}

void fracture(World& world, Asteroid& asteroid, double sample) {
  world.ship.hull -=
      spec::kFractureHull * (spec::kFractureRollBase + spec::kFractureRollSpread * sample);
  asteroid.depletion = 1;
  double& danger = node_here(world).danger;
  danger = min(1, danger + spec::kFractureDanger);
}

}  // namespace

void apply_mine(World& world, const spec::ActionRow& row, StepRecord& record,
                const RoundKeys& keys) {
  Ship& ship = world.ship;
  const PhiloxBlock words = random_block(keys, Domain::kMine, tick_index(world));
  const spec::MiningMode& mode = spec::kMiningModes[at(row.arg)];
  const Rock& rock = rock_here(world, ship.selected);
  Asteroid& asteroid = field_at(world, ship.node)[at(ship.selected)];
  const Condition condition = {ship.tool / spec::kToolMax, ship.heat / spec::kHeatMax};

  const double rate =
      rate_of(ship, rock, asteroid.depletion, mode, condition, approx_normal(words[0]));
  ship.cargo = ship.cargo + rate * rock.composition;
  touch(world, record, ship.selected);
  asteroid.depletion = asteroid.depletion + spec::kDepletionPerUnit * rate;
  if (asteroid.depletion >= spec::kDepletionEnd) asteroid.depletion = 1;
  ship.tool -= mode.wear;
  world.counters.mining_ticks += row.ticks;

  const double x = log_odds_of_fracture(ship, rock, mode, condition);
  if (world.config.fractures && happens(x, uniform01(words[1]))) {
    fracture(world, asteroid, uniform01(words[2]));
    add_event(record, spec::Event::kFracture);
  }

  if (asteroid.depletion == 1) {
    marks_here(world).exhausted |= static_cast<std::uint16_t>(1U << ship.selected);
    ship.selected = -1;
    ship.anchor_ticks = 0;
    add_event(record, spec::Event::kAsteroidExhausted);
  }
}

void apply_stabilize(Ship& ship, const spec::ActionRow& row) {
  --ship.stabilizers;
  ship.anchor_ticks = static_cast<std::int8_t>(spec::kAnchorTicks + row.ticks);
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
