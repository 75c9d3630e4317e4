#include "rules/legality.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

using enum spec::ActionId;

constexpr const spec::ActionRow& row_of(ActionId action) {
  return spec::kActions[static_cast<std::size_t>(action)];
}

bool has_fuel_for(const Ship& ship, ActionId action) { return ship.fuel >= row_of(action).fuel; }

bool can_pay(const Ship& ship, ActionId action) { return ship.credits >= row_of(action).credits; }

/// Bit c: commodity c is on board.
std::uint32_t held_commodities(const Ship& ship) { return bits(ship.cargo > 0); }

/// Of every set of commodities the bits of their sales: three sizes each.
constexpr auto make_sales() {
  static_assert(spec::kSellFractions.size() == 3);
  std::array<std::uint32_t, 1U << spec::kNCommodities> out{};
  for (std::size_t set = 0; set < out.size(); ++set) {
    for (unsigned c = 0; c < spec::kNCommodities; ++c) {
      if (((set >> c) & 1U) != 0) out[set] |= 0b111U << (3 * c);
    }
  }
  return out;
}
constexpr auto kSales = make_sales();

/// SELECT_a: here, not exhausted, not selected.
std::uint64_t selectable_asteroids(const World& world) {
  const std::uint64_t here = (std::uint64_t{1} << node_here(world).asteroid_count) - 1;
  // no selection is -1: it clears bit 63, which no asteroid has
  const std::uint64_t selected = std::uint64_t{1}
                                 << static_cast<unsigned>(world.ship.selected) % 64;
  return here & ~std::uint64_t{marks_here(world).exhausted} & ~selected;
}

/// What is legal at the station only.
void add_trades(const Ship& ship, ActionSet& set) {
  const bool has_room = ship.fuel < spec::kFuelMax;
  const bool is_worn = ship.hull < spec::kHullMax || ship.tool < spec::kToolMax;
  add_if(true, set, kDock);
  add_if(true, set, kSellIron25, kSales[held_commodities(ship)]);
  add_if(has_room && can_pay(ship, kBuyFuelSmall), set, kBuyFuelSmall);
  add_if(has_room && can_pay(ship, kBuyFuelMedium), set, kBuyFuelMedium);
  add_if(has_room && can_pay(ship, kBuyFuelLarge), set, kBuyFuelLarge);
  add_if(ship.repair_kits < spec::kSupplyMax && can_pay(ship, kBuyRepairKit), set, kBuyRepairKit);
  add_if(ship.stabilizers < spec::kSupplyMax && can_pay(ship, kBuyStabilizer), set, kBuyStabilizer);
  add_if(ship.decoys < spec::kSupplyMax && can_pay(ship, kBuyDecoy), set, kBuyDecoy);
  add_if(is_worn && can_pay(ship, kOverhaul), set, kOverhaul);
  add_if(ship.credits > 0, set, kCashOut);
}

}  // namespace

ActionSet legal_set(const World& world) {
  const Ship& ship = world.ship;
  const std::uint64_t all_slots = (std::uint64_t{1} << node_here(world).degree) - 1;
  const bool has_target = ship.selected >= 0;
  const bool has_space = sum(ship.cargo) < spec::kMineCargoLimit;
  const bool has_ore = ship.cargo[spec::kIron] + ship.cargo[spec::kNickel] >= spec::kRefineUnitsMin;
  const bool has_kit = ship.repair_kits > 0;
  ActionSet set;
  add_if(true, set, kTravel0, all_slots);
  add_if(true, set, kHoldDrift);
  add_if(has_fuel_for(ship, kEmergencyBurn), set, kEmergencyBurn);
  add_if(!is_at_station(ship) && has_fuel_for(ship, kWideScan), set, kWideScan);
  add_if(has_target & has_fuel_for(ship, kFocusedScan), set, kFocusedScan);
  add_if(has_target & has_fuel_for(ship, kDeepScan), set, kDeepScan);
  add_if(true, set, kThreatListen);
  add_if(true, set, kSelect0, selectable_asteroids(world));
  add_if(has_target & has_space, set, kMineConservative, 0b111);
  add_if(has_target & (ship.stabilizers > 0), set, kStabilize);
  add_if(has_ore & has_fuel_for(ship, kRefine), set, kRefine);
  add_if(has_fuel_for(ship, kCooldown), set, kCooldown);
  add_if(has_kit & (ship.tool < spec::kToolMax), set, kToolMaintenance);
  add_if(has_kit & (ship.hull < spec::kHullMax), set, kHullPatch);
  add_if(true, set, kJettisonIron, held_commodities(ship));
  if (is_at_station(ship)) add_trades(ship, set);
  return set;
}

bool is_legal(const World& world, std::int64_t action) {
  return contains(legal_set(world), action);
}

void pack_mask(const World& world, std::span<std::int8_t, spec::kNActions> mask) {
  write_mask(legal_set(world), mask.data());
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
