// effects/trade.cpp: what is done at the station.
#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

constexpr std::array<double, 6> kBase = {45, 55, 85, 145, 210, 120};

TEST(docking_calms_by_twenty) {
  World world = world_with({.alert = 50});
  const StepRecord record = step(world, ActionId::kDock);
  CHECK_EQ(world.ship.alert, 50.0 - 20 - 1);
  CHECK_EQ(record.dt, 1);
  CHECK_EQ(record.events, bit(Event::kDocked));

  World calm = world_with({.alert = 15});
  step(calm, ActionId::kDock);
  CHECK_EQ(calm.ship.alert, 0.0);
}

TEST(sales_bring_a_quarter_a_half_or_all) {
  constexpr std::array<double, 3> kFractions = {0.25, 0.5, 1};
  for (int c = 0; c < 6; ++c) {
    for (int b = 0; b < 3; ++b) {
      World world = world_with({.credits = 10, .cargo = {8, 8, 8, 8, 8, 8}});

      const StepRecord record = envcore::step(world, 43 + 3 * c + b);

      const double q = kFractions[at(b)] * 8;
      PerCommodity want = {8, 8, 8, 8, 8, 8};
      want[at(c)] -= q;
      CHECK_EQ(world.ship.cargo, want);
      CHECK_EQ(world.ship.credits, 10 + q * kBase[at(c)]);
      CHECK_EQ(record.dt, 1);
      CHECK_EQ(record.events, bit(Event::kSold));
      CHECK_EQ(world.counters.total_spend, 0.0);
    }
  }
}

TEST(a_remainder_below_a_hundredth_is_sold_too) {
  World quarter = world_with({.cargo = {0.0133}});  // three quarters are 0.009975
  step(quarter, ActionId::kSellIron25);
  CHECK_EQ(quarter.ship.cargo[0], 0.0);
  CHECK_EQ(quarter.ship.credits, 0.0133 * 45);

  World half = world_with({.cargo = {0.0199}});
  step(half, ActionId::kSellIron50);
  CHECK_EQ(half.ship.cargo[0], 0.0);
  CHECK_EQ(half.ship.credits, 0.0199 * 45);
}

TEST(a_remainder_of_a_hundredth_is_kept) {
  World half = world_with({.cargo = {0.02}});
  step(half, ActionId::kSellIron50);
  CHECK_EQ(half.ship.cargo[0], 0.02 - 0.5 * 0.02);
  CHECK_EQ(half.ship.credits, (0.5 * 0.02) * 45);
}

TEST(a_sale_moves_stock_and_the_tick_quotes_the_price) {
  World world =
      world_with({.config = quiet_but(&EnvConfig::price_impact, true), .cargo = {0, 0, 0, 0, 80}});
  const double drift = 0.97 * 0 + 0.0146 * bell_at(world, Domain::kTrade, 1, spec::kRareIsotopes);

  step(world, ActionId::kSellRareIsotopes100);

  const double before = 1 + 100.0 / 300;
  const double after = 1 + (100.0 + 80) / 300;
  CHECK_EQ(world.ship.credits, 210 * before * before * 80 / (before * after));
  const double stock = 100 + 0.985 * (180.0 - 100);
  CHECK_EQ(world.market.stock[spec::kRareIsotopes], stock);
  const double now = 1 + stock / 300;
  CHECK_EQ(world.market.price[spec::kRareIsotopes],
           210 * (1 + 0.0 + drift + 0) / (now * now) * (before * before));
}

TEST(fuel_comes_in_three_sizes) {
  struct Offer {
    ActionId action;
    double amount, price;
  };
  for (const Offer& offer :
       {Offer{ActionId::kBuyFuelSmall, 120, 60}, Offer{ActionId::kBuyFuelMedium, 260, 120},
        Offer{ActionId::kBuyFuelLarge, 480, 210}}) {
    World world = world_with({.fuel = 100, .credits = 500});
    const StepRecord record = step(world, offer.action);
    CHECK_EQ(world.ship.fuel, 100 + offer.amount);
    CHECK_EQ(world.ship.credits, 500 - offer.price);
    CHECK_EQ(world.counters.total_spend, offer.price);
    CHECK_EQ(record.dt, 1);
    CHECK_EQ(record.events, bit(Event::kBought));
    CHECK_EQ(world.counters.fuel_used, 0.0);

    World nearly_full = world_with({.fuel = 990, .credits = 500});
    step(nearly_full, offer.action);
    CHECK_EQ(nearly_full.ship.fuel, 1000.0);
    CHECK_EQ(nearly_full.ship.credits, 500 - offer.price);  // the whole price all the same
  }
}

TEST(supplies_are_bought_one_by_one) {
  World world = world_with({.credits = 1000});
  CHECK_EQ(step(world, ActionId::kBuyRepairKit).events, bit(Event::kBought));
  CHECK_EQ(step(world, ActionId::kBuyStabilizer).events, bit(Event::kBought));
  CHECK_EQ(step(world, ActionId::kBuyDecoy).events, bit(Event::kBought));
  CHECK_EQ(world.ship.repair_kits, 3 + 1);
  CHECK_EQ(world.ship.stabilizers, 2 + 1);
  CHECK_EQ(world.ship.decoys, 1 + 1);
  CHECK_EQ(world.ship.credits, 1000.0 - 150 - 175 - 110);
  CHECK_EQ(world.counters.total_spend, 150.0 + 175 + 110);
  CHECK_EQ(world.tick, 3);
}

TEST(the_twelfth_of_a_supply_is_the_last) {
  World world = world_with({.credits = 1000, .repair_kits = 11, .stabilizers = 11, .decoys = 11});
  for (const ActionId buy :
       {ActionId::kBuyRepairKit, ActionId::kBuyStabilizer, ActionId::kBuyDecoy}) {
    CHECK(!step(world, buy).was_illegal);
    CHECK(step(world, buy).was_illegal);
  }
  CHECK_EQ(world.ship.repair_kits, 12);
  CHECK_EQ(world.ship.stabilizers, 12);
  CHECK_EQ(world.ship.decoys, 12);
  CHECK_EQ(world.ship.credits, 1000.0 - 150 - 175 - 110);
}

TEST(an_overhaul_makes_hull_and_tool_whole) {
  World world = world_with({.hull = 30, .tool = 40, .credits = 280});
  const StepRecord record = step(world, ActionId::kOverhaul);
  CHECK_EQ(world.ship.hull, 100.0);
  CHECK_EQ(world.ship.tool, 100.0);
  CHECK_EQ(world.ship.credits, 0.0);
  CHECK_EQ(world.counters.total_spend, 280.0);
  CHECK_EQ(record.dt, 3);
  CHECK_EQ(record.events, bit(Event::kOverhauled));
}

TEST(credits_are_never_capped) {
  World world = world_with({.credits = 3e7, .cargo = {10}});
  step(world, ActionId::kSellIron100);
  CHECK_EQ(world.ship.credits, 3e7 + 10.0 * 45);
}

}  // namespace
}  // namespace envcore::tests
