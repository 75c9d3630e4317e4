// effects/mine.cpp: rocks that crack.
#include "numerics/probability.hpp"
#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

constexpr EnvConfig kBrittle = quiet_but(&EnvConfig::fractures, true);

/// A rock that cracks unless the random number forbids it.
Specimen brittle_rock(double stability = 0) {
  Specimen rock = kRock;
  rock.stability = stability;
  return rock;
}

struct Case {
  ActionId action;
  double mode_fracture;  // the table of section 6
  double stability, heat, tool;
  int anchor_ticks;
};

bool cracks(const Case& c, double low, double high) {
  Setup setup = {.config = kBrittle,
                 .node = 1,
                 .rock = brittle_rock(c.stability),
                 .selected = 0,
                 .heat = c.heat,
                 .tool = c.tool,
                 .anchor_ticks = c.anchor_ticks};
  setup.tick = tick_with(world_with(setup), Domain::kMine, {{1, low, high}});
  World world = world_with(setup);
  return has_event(step(world, c.action), Event::kFracture);
}

TEST(the_chance_of_a_fracture_is_that_of_the_rules) {
  constexpr Case kStandard = {ActionId::kMineStandard, 0.6, 0.1, 0, 100, 0};
  std::vector<Case> cases = {kStandard};
  cases.push_back({ActionId::kMineConservative, -0.7, 0, 0, 100, 0});
  cases.push_back({ActionId::kMineAggressive, 1.8, 0.2, 0, 100, 0});
  for (const double heat : {68.0, 70.0, 90.0, 100.0}) {  // 68 + 4 passes 70: h is taken before
    cases.push_back(kStandard);
    cases.back().heat = heat;
  }
  for (const double tool : {50.0, 0.0}) {
    cases.push_back(kStandard);
    cases.back().tool = tool;
  }
  for (const int anchor_ticks : {6, 1}) {  // the last tick of the anchor counts in full
    cases.push_back(kStandard);
    cases.back().anchor_ticks = anchor_ticks;
  }

  for (std::size_t i = 0; i < cases.size(); ++i) {
    const check::Note note("case", static_cast<long long>(i));
    const Case& c = cases[i];
    const double h = c.heat / 100;
    const double x = -10.0 + c.mode_fracture + 10 * (1 - c.stability) +
                     2.2 * std::max(0.0, h - 0.7) + 1.5 * (1 - c.tool / 100) -
                     (c.anchor_ticks > 0 ? 1.6 : 0);
    const double chance = prob(x);
    CHECK(cracks(c, chance - 0.0005, chance));
    CHECK(!cracks(c, chance, chance + 0.0005));
  }
}

/// A world whose rock cracks in this step. The test chooses danger and random numbers.
World cracking_world(Setup setup) {
  setup.config.fractures = true;
  setup.node = 1;
  setup.selected = 1;
  setup.tick = tick_with(world_with(setup), Domain::kMine, {{1, 0, 0.01}});
  return world_with(setup);
}

TEST(a_fracture_hurts_the_hull_and_ends_the_rock) {
  World world = cracking_world({.rock = brittle_rock(), .anchor_ticks = 6});
  const auto n = random_words<1>(round_keys(world.chance), Domain::kMine,
                                 static_cast<std::uint64_t>(world.tick));
  const double roll = unit_at(world, Domain::kVoyage, static_cast<std::uint64_t>(world.tick), 0);

  const StepRecord record = step(world, ActionId::kMineStandard);

  CHECK_EQ(record.events,
           bit(Event::kMined) | bit(Event::kFracture) | bit(Event::kAsteroidExhausted));
  CHECK_EQ(field_at(world, 1)[1].depletion, 1.0);
  CHECK_EQ(world.ship.selected, -1);
  CHECK_EQ(world.ship.anchor_ticks, 0);
  CHECK_EQ(world.belt.nodes[1].danger, 0.1);

  // this step's exposure already meets the raised danger
  const double cracked = 100 - 50 * (0.5 + 0.5 * uniform01(n[2]));
  CHECK_EQ(world.ship.hull, cracked - 1 * 0.1 * 0.15 * (0.8 + 0.4 * roll));
  CHECK(world.ship.cargo[0] > 0);  // what was mined in this tick stays aboard
}

TEST(edges_keep_their_threat_after_a_fracture) {
  World world = cracking_world({.rock = brittle_rock()});
  step(world, ActionId::kMineStandard);
  CHECK_EQ(edge_at(world, 1, 0).threat, 0.25);
  CHECK_EQ(edge_at(world, 1, 1).threat, 0.75);
}

TEST(danger_is_capped_at_one) {
  World world = cracking_world({.danger = 0.95, .rock = brittle_rock()});
  step(world, ActionId::kMineStandard);
  CHECK_EQ(world.belt.nodes[1].danger, 1.0);
  CHECK_EQ(world.belt.nodes[2].danger, 0.95);
}

TEST(danger_rises_by_a_tenth_below_the_cap) {
  World world = cracking_world({.danger = 0.5, .rock = brittle_rock()});
  step(world, ActionId::kMineStandard);
  CHECK_EQ(world.belt.nodes[1].danger, 0.5 + 0.1);
}

TEST(a_rock_may_be_exhausted_and_crack_in_one_tick) {
  Specimen rock = brittle_rock();
  rock.richness = 1e6;
  rock.depletion = 0.9499;
  World world = cracking_world({.rock = rock, .cargo = {0, 0, 0, 0, 0, 199}});
  const auto n = random_words<1>(round_keys(world.chance), Domain::kMine,
                                 static_cast<std::uint64_t>(world.tick));

  const StepRecord record = step(world, ActionId::kMineStandard);

  CHECK_EQ(record.events,
           bit(Event::kMined) | bit(Event::kFracture) | bit(Event::kAsteroidExhausted));
  CHECK(world.ship.hull <= 100 - 50 * (0.5 + 0.5 * uniform01(n[2])));
  CHECK_EQ(world.belt.nodes[1].danger, 0.1);
  CHECK_EQ(sum(world.ship.cargo), 200.0);
}

TEST(a_fracture_can_destroy) {
  World world = cracking_world({.rock = brittle_rock(), .hull = 20});  // it takes 25 at least
  const StepRecord record = step(world, ActionId::kMineStandard);
  CHECK_EQ(record.end_cause, EndCause::kDestroyed);
  CHECK_EQ(world.ship.hull, 0.0);
}

TEST(without_fractures_nothing_cracks) {
  World world = cracking_world({.rock = brittle_rock()});
  world.config.fractures = false;
  CHECK_EQ(step(world, ActionId::kMineStandard).events, bit(Event::kMined));
  CHECK_EQ(world.ship.hull, 100.0);
  CHECK_EQ(world.belt.nodes[1].danger, 0.0);
}

}  // namespace
}  // namespace envcore::tests
