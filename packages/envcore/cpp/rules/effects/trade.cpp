#include "rules/effects/effects.hpp"
#include "rules/market.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

void pay(World& world, double price) {
  world.ship.credits -= price;
  world.counters.total_spend += price;
}

}  // namespace

void apply_sell(World& world, int commodity_and_fraction) {
  const int num_fractions = static_cast<int>(spec::kSellFractions.size());
  const int c = commodity_and_fraction / num_fractions;
  double& cargo = world.ship.cargo[at(c)];
  double q = spec::kSellFractions[at(commodity_and_fraction % num_fractions)] * cargo;
  if (cargo - q < spec::kSellDust) q = cargo;
  world.ship.credits += sell_to_market(world, c, q);
  cargo -= q;
}

void apply_buy_fuel(World& world, const spec::ActionRow& row) {
  pay(world, row.credits);
  world.ship.fuel = min(spec::kFuelMax, world.ship.fuel + row.amount);
}

void apply_buy_supply(World& world, const spec::ActionRow& row) {
  pay(world, row.credits);
  Ship& ship = world.ship;
  std::int8_t& held = row.arg == 0   ? ship.repair_kits
                      : row.arg == 1 ? ship.stabilizers
                                     : ship.decoys;
  ++held;
}

void apply_overhaul(World& world, const spec::ActionRow& row) {
  pay(world, row.credits);
  world.ship.hull = spec::kHullMax;
  world.ship.tool = spec::kToolMax;
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
