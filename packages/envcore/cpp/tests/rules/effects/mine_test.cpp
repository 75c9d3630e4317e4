// effects/mine.cpp: the yield, its costs, depletion and the anchor.
#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

struct Mode {
  ActionId action;
  double yield, spread, heat, wear, alert;  // the table of section 6
};

constexpr std::array<Mode, 3> kModes = {{
    {ActionId::kMineConservative, 0.80, 0.05, 2.0, 0.25, 1.2},
    {ActionId::kMineStandard, 1.15, 0.10, 4.0, 0.50, 2.2},
    {ActionId::kMineAggressive, 1.55, 0.16, 7.0, 0.90, 4.0},
}};

/// So rich that the room in the hold decides how much is mined.
constexpr double kEndless = 1e6;

TEST(a_fresh_rock_yields_its_richness) {
  for (const Mode& mode : kModes) {
    World world = world_with({.tick = 33, .node = 1, .selected = 1, .cargo = {1, 2, 3, 4, 5, 6}});

    const StepRecord record = step(world, mode.action);

    const double z = bell_at(world, Domain::kMine, 33, 0);
    const double rate = 2 * (1 - 0.0) * (0.4 + 0.6 * 1) * 1 * mode.yield * (1 + mode.spread * z);
    const PerCommodity& cargo = world.ship.cargo;
    CHECK_EQ(cargo[0], 1 + rate * 0.5);
    CHECK_EQ(cargo[1], 2 + rate * 0.25);
    CHECK_EQ(cargo[2], 3 + rate * 0.125);
    CHECK_EQ(cargo[3], 4 + rate * 0.0625);
    CHECK_EQ(cargo[4], 5 + rate * 0.0625);
    CHECK_EQ(cargo[5], 6.0);
    CHECK_EQ(field_at(world, 1)[1].depletion, 0.005 * rate);
    CHECK_EQ(record.events, bit(Event::kMined));
    CHECK_EQ(record.dt, 1);
    CHECK_EQ(world.counters.mining_ticks, 1);
    CHECK(is_touched(world, 1, 1));
    CHECK(!is_touched(world, 1, 0));
    CHECK_EQ(world.ship.selected, 1);
  }
}

TEST(mining_heats_wears_and_alerts) {
  for (const Mode& mode : kModes) {
    World world = world_with({.node = 1, .selected = 0, .heat = 50, .tool = 80, .alert = 50});
    step(world, mode.action);
    CHECK_EQ(world.ship.heat, 50 + mode.heat - 2.5);
    CHECK_EQ(world.ship.tool, 80 - mode.wear);
    CHECK_EQ(world.ship.alert, 50 + mode.alert - 1);
    CHECK_EQ(world.ship.fuel, 1000.0);
  }
}

TEST(tool_heat_and_depletion_lower_the_rate) {
  struct Condition {
    double tool, heat, depletion, eff_heat;
  };
  for (const Condition& condition : {
           Condition{0, 0, 0, 1},
           Condition{55, 70, 0.25, 1},  // heat counts above 0.7 only
           Condition{100, 85, 0.5, 1 - (0.85 - 0.7) / 0.3},
           Condition{10, 99, 0, 0.1},
           Condition{10, 100, 0.9, 0.1},
       }) {
    Specimen rock = kRock;
    rock.depletion = condition.depletion;
    World world = world_with(
        {.node = 1, .rock = rock, .selected = 0, .heat = condition.heat, .tool = condition.tool});
    step(world, ActionId::kMineStandard);
    const double z = bell_at(world, Domain::kMine, 0, 0);
    const double rate = 2 * (1 - condition.depletion) * (0.4 + 0.6 * (condition.tool / 100)) *
                        condition.eff_heat * 1.15 * (1 + 0.10 * z);
    CHECK_EQ(world.ship.cargo[0], rate * 0.5);
    CHECK_EQ(field_at(world, 1)[0].depletion, condition.depletion + 0.005 * rate);
  }
}

TEST(a_worn_out_tool_stays_at_zero) {
  World world = world_with({.node = 1, .selected = 0, .tool = 0.25});
  step(world, ActionId::kMineAggressive);
  CHECK_EQ(world.ship.tool, 0.0);
  CHECK_EQ(world.counters.tool_wear, 0.25);
}

TEST(a_full_hold_caps_the_rate) {
  Specimen rock = kRock;
  rock.richness = kEndless;
  World world =
      world_with({.node = 1, .rock = rock, .selected = 0, .cargo = {0, 0, 0, 0, 0, 199.5}});

  step(world, ActionId::kMineStandard);

  const PerCommodity want = {0.5 * 0.5, 0.5 * 0.25, 0.5 * 0.125, 0.5 * 0.0625, 0.5 * 0.0625, 199.5};
  CHECK_EQ(world.ship.cargo, want);
  CHECK_EQ(sum(world.ship.cargo), 200.0);
  CHECK_EQ(field_at(world, 1)[0].depletion, 0.005 * 0.5);  // what was not taken stays
}

TEST(mining_stops_being_legal_at_199_99) {
  Specimen rock = kRock;
  rock.richness = kEndless;
  const double room = 200 - 199.98;
  World world =
      world_with({.node = 1, .rock = rock, .selected = 0, .cargo = {0, 0, 0, 0, 0, 199.98}});
  CHECK_EQ(step(world, ActionId::kMineStandard).was_illegal, false);
  CHECK_EQ(world.ship.cargo[0], room * 0.5);
  CHECK_EQ(step(world, ActionId::kMineStandard).was_illegal, true);
}

/// A world whose rock has this depletion and loses exactly 0.005 when mined: there is room for one
/// unit.
World with_one_unit_to_mine(double depletion, int anchor_ticks = 0) {
  Specimen rock = kRock;
  rock.richness = kEndless;
  rock.depletion = depletion;
  return world_with({.node = 1,
                     .rock = rock,
                     .selected = 1,
                     .cargo = {0, 0, 0, 0, 0, 199},
                     .anchor_ticks = anchor_ticks});
}

TEST(depletion_of_95_hundredths_exhausts) {
  // find the least depletion from which one unit reaches 0.95
  double enough = 0.945;
  while (enough + 0.005 >= 0.95) enough = std::nextafter(enough, 0.0);
  while (enough + 0.005 < 0.95) enough = std::nextafter(enough, 1.0);

  World world = with_one_unit_to_mine(enough);
  const StepRecord record = step(world, ActionId::kMineStandard);
  CHECK_EQ(field_at(world, 1)[1].depletion, 1.0);
  CHECK_EQ(record.events, bit(Event::kMined) | bit(Event::kAsteroidExhausted));
  CHECK_EQ(world.ship.selected, -1);
  CHECK(!is_legal(world, 12 + 1));  // SELECT_1

  const double too_little = std::nextafter(enough, 0.0);
  World other = with_one_unit_to_mine(too_little);
  CHECK_EQ(step(other, ActionId::kMineStandard).events, bit(Event::kMined));
  CHECK_EQ(field_at(other, 1)[1].depletion, too_little + 0.005);
  CHECK_EQ(other.ship.selected, 1);
}

TEST(exhaustion_lifts_the_anchor) {
  World world = with_one_unit_to_mine(0.9499, 6);
  step(world, ActionId::kMineStandard);
  CHECK_EQ(world.ship.anchor_ticks, 0);
  step(world, ActionId::kSelect0);
  CHECK_EQ(world.ship.anchor_ticks, 0);
}

TEST(the_last_rock_of_a_node_can_be_exhausted) {
  World world = with_one_unit_to_mine(0.9499);
  exhaust(world, 1, 0);
  exhaust(world, 1, 2);
  step(world, ActionId::kMineStandard);
  for (int select = 12; select <= 27; ++select) CHECK(!is_legal(world, select));
}

TEST(stabilize_leaves_six_ticks_of_anchor) {
  World world = world_with({.node = 1, .selected = 0});
  const StepRecord record = step(world, ActionId::kStabilize);
  CHECK_EQ(record.dt, 2);
  CHECK_EQ(record.events, bit(Event::kStabilized));
  CHECK_EQ(world.ship.stabilizers, 2 - 1);
  CHECK_EQ(world.ship.anchor_ticks, 6);
  for (const int left : {5, 4, 3, 2, 1, 0, 0}) {
    step(world, ActionId::kMineConservative);
    CHECK_EQ(world.ship.anchor_ticks, left);
  }
}

TEST(a_second_stabilizer_renews_the_anchor) {
  World world = world_with({.node = 1, .selected = 0, .anchor_ticks = 6});
  step(world, ActionId::kStabilize);
  CHECK_EQ(world.ship.anchor_ticks, 6);
}

}  // namespace
}  // namespace envcore::tests
