#include "numerics/simd.hpp"
#include "rules/effects/effects.hpp"
#include "rules/field.hpp"

namespace envcore::inline ENVCORE_CLONE {
namespace {

/// How the ship stood when the mining tick began.
struct Condition {
  double tool_frac;
  double heat_frac;
};

double rate_of(const World& world, const Rock& rock, double depletion, const spec::MiningMode& mode,
               Condition condition, double noise) {
  const double eff_tool =
      spec::kToolEfficiencyBase + spec::kToolEfficiencySlope * condition.tool_frac;
  const double eff_heat = condition.heat_frac <= spec::kHotFrac
                              ? 1
                              : larger(spec::kHotEfficiencyMin,
                                       1 - (condition.heat_frac - spec::kHotFrac) / spec::kHotSpan);
  const double rate = rock.richness * (1 - depletion) * eff_tool * eff_heat * mode.yield_factor *
                      (1 + mode.spread * noise);
  return smaller(rate, spec::kCargoMax - sum_of(world.ship.cargo));
}

/// Whether the rock cracks, by a roll in [0, 1).
bool cracks(const World& world, const Rock& rock, const spec::MiningMode& mode, Condition condition,
            double roll) {
  double x = spec::kFractureBias + mode.fracture +
             spec::kFractureStabilityWeight * (1 - rock.stability) +
             spec::kFractureHeatWeight * larger(0, condition.heat_frac - spec::kHotFrac) +
             spec::kFractureToolWeight * (1 - condition.tool_frac);
  if (world.ship.anchor_ticks > 0) x -= spec::kFractureAnchorRelief;
  return roll < chance_at_most(x) && roll < chance_of(x);
}

void fracture(World& world, Asteroid& asteroid, std::uint64_t word) {
  world.ship.hull -=
      spec::kFractureHull * (spec::kFractureRollBase + spec::kFractureRollSpread * unit(word));
  asteroid.depletion = 1;
  double& danger = node_here(world).danger;
  danger = smaller(1, danger + spec::kFractureDanger);
}

}  // namespace

void apply_mine(World& world, const spec::ActionRow& row, StepRecord& record,
                const RoundKeys& keys) {
  Ship& ship = world.ship;
  const PhiloxBlock draws = draw_block(keys, Domain::kMine, static_cast<std::uint64_t>(world.tick));
  const spec::MiningMode& mode = spec::kMiningModes[at(row.arg)];
  const Rock& rock = rock_here(world, ship.selected);
  Asteroid& asteroid = field_at(world, ship.node)[at(ship.selected)];
  const Condition condition = {ship.tool / spec::kToolMax, ship.heat / spec::kHeatMax};

  // the yield
  const double rate = rate_of(world, rock, asteroid.depletion, mode, condition, bell(draws[0]));
  (Six::load(ship.cargo.data()) + Six::all(rate) * Six::load(rock.composition.data()))
      .store(ship.cargo.data());
  touch(world, record, ship.selected);
  asteroid.depletion = asteroid.depletion + spec::kDepletionPerUnit * rate;
  if (asteroid.depletion >= spec::kDepletionEnd) asteroid.depletion = 1;
  ship.heat += row.heat;
  ship.tool -= mode.wear;
  ship.alert += row.alert;
  world.counters.mining_ticks += row.ticks;

  // the rock may crack
  if (world.config.fractures && cracks(world, rock, mode, condition, unit(draws[1]))) {
    fracture(world, asteroid, draws[2]);
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

}  // namespace envcore::inline ENVCORE_CLONE
