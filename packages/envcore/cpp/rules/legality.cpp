#include "rules/legality.hpp"

#include <tuple>

#include "numerics/simd.hpp"

namespace envcore::inline ENVCORE_CLONE {
namespace {

using spec::ActionRow;

constexpr const ActionRow& row_of(ActionId action) {
  return spec::kActions[static_cast<std::size_t>(action)];
}

/// Bits of a set that is being put together, all within the first 64 actions.
constexpr std::uint64_t bits_if(bool is_true, ActionId first, std::uint64_t bits = 1) {
  return std::uint64_t{is_true} * bits << static_cast<unsigned>(first);
}

/// Bit c: some of commodity c is aboard.
std::uint32_t cargo_bits(const Ship& ship) { return bits_above_zero(Six::load(ship.cargo.data())); }

/// Of every set of commodities the sales: each has three sizes.
constexpr auto sale_sets() {
  static_assert(spec::kSellFractions.size() == 3);
  std::array<std::uint32_t, 1U << spec::kNCommodities> out{};
  for (std::size_t set = 0; set < out.size(); ++set) {
    for (unsigned c = 0; c < spec::kNCommodities; ++c) {
      if (((set >> c) & 1U) != 0) out[set] |= 0b111U << (3 * c);
    }
  }
  return out;
}

std::uint64_t sale_bits(std::uint32_t commodities) {
  static constexpr auto kSets = sale_sets();
  return kSets[commodities];
}

/// Actions that burn fuel, and what they need.
constexpr std::array kBurning = {
    ActionId::kEmergencyBurn, ActionId::kWideScan, ActionId::kFocusedScan,
    ActionId::kDeepScan,      ActionId::kRefine,   ActionId::kCooldown,
};

constexpr Shares fuel_needed() {
  Shares out{};
  static_assert(std::tuple_size_v<Shares> == kBurning.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = row_of(kBurning[i]).fuel;
  return out;
}

/// Of every set of burning actions, bit i for kBurning[i], the bits of their numbers.
constexpr auto burning_sets() {
  std::array<std::uint64_t, std::size_t{1} << kBurning.size()> out{};
  for (std::size_t set = 0; set < out.size(); ++set) {
    for (std::size_t i = 0; i < kBurning.size(); ++i) {
      out[set] |= bits_if(((set >> i) & 1U) != 0, kBurning[i]);
    }
  }
  return out;
}

/// Burning actions that there is fuel for.
std::uint64_t fueled_bits(const Ship& ship) {
  static constexpr Shares kNeeded = fuel_needed();
  static constexpr auto kSets = burning_sets();
  return kSets[bits_at_least(Six::all(ship.fuel), Six::load(kNeeded.data()))];
}

/// SELECT_a: here, not exhausted, not selected yet.
std::uint64_t selectable_bits(const World& world) {
  const std::uint64_t here = (std::uint64_t{1} << node_here(world).asteroid_count) - 1;
  // none is -1: then the last bit, which no asteroid has
  const std::uint64_t selected = std::uint64_t{1}
                                 << static_cast<unsigned>(world.ship.selected) % 64;
  return here & ~std::uint64_t{marks_here(world).exhausted} & ~selected;
}

bool can_pay(const Ship& ship, ActionId action) { return ship.credits >= row_of(action).credits; }

/// What is legal at the station alone.
ActionSet trade_set(const Ship& ship) {
  using enum ActionId;
  const bool has_room = ship.fuel < spec::kFuelMax;
  const bool is_worn = ship.hull < spec::kHullMax || ship.tool < spec::kToolMax;
  ActionSet set;
  set.low = bits_if(true, kDock) |
            sale_bits(cargo_bits(ship)) << static_cast<unsigned>(kSellIron25) |
            bits_if(has_room && can_pay(ship, kBuyFuelSmall), kBuyFuelSmall) |
            bits_if(has_room && can_pay(ship, kBuyFuelMedium), kBuyFuelMedium) |
            bits_if(has_room && can_pay(ship, kBuyFuelLarge), kBuyFuelLarge);
  const auto add_high = [&set](bool is_true, ActionId action) {
    set.high |= std::uint64_t{is_true} << (static_cast<unsigned>(action) - 64);
  };
  add_high(ship.repair_kits < spec::kSupplyMax && can_pay(ship, kBuyRepairKit), kBuyRepairKit);
  add_high(ship.stabilizers < spec::kSupplyMax && can_pay(ship, kBuyStabilizer), kBuyStabilizer);
  add_high(ship.decoys < spec::kSupplyMax && can_pay(ship, kBuyDecoy), kBuyDecoy);
  add_high(is_worn && can_pay(ship, kOverhaul), kOverhaul);
  add_high(ship.credits > 0, kCashOut);
  return set;
}

}  // namespace

ActionSet legal_set(const World& world) {
  using enum ActionId;
  const Ship& ship = world.ship;
  const bool is_home = is_at_station(ship);
  const bool has_target = ship.selected >= 0;
  const bool has_kit = ship.repair_kits > 0;
  const bool has_space = sum_of(ship.cargo) < spec::kMineCargoLimit;
  const bool has_ore = ship.cargo[spec::kIron] + ship.cargo[spec::kNickel] >= spec::kRefineUnitsMin;
  ActionSet set = is_home ? trade_set(ship) : ActionSet{};
  set.low |= (std::uint64_t{1} << node_here(world).degree) - 1;  // TRAVEL_k are the first actions
  const std::uint64_t suitable = bits_if(true, kEmergencyBurn) | bits_if(true, kCooldown) |
                                 bits_if(!is_home, kWideScan) | bits_if(has_ore, kRefine) |
                                 bits_if(has_target, kFocusedScan) | bits_if(has_target, kDeepScan);
  set.low |= bits_if(true, kHoldDrift) | bits_if(true, kThreatListen) |
             (suitable & fueled_bits(ship)) |
             selectable_bits(world) << static_cast<unsigned>(kSelect0) |
             bits_if(has_target & has_space, kMineConservative, 0b111) |
             bits_if(has_target & (ship.stabilizers > 0), kStabilize) |
             bits_if(has_kit & (ship.tool < spec::kToolMax), kToolMaintenance) |
             bits_if(has_kit & (ship.hull < spec::kHullMax), kHullPatch) |
             std::uint64_t{cargo_bits(ship)} << static_cast<unsigned>(kJettisonIron);
  return set;
}

bool contains(const ActionSet& set, std::int64_t action) {
  if (action < 0 || action >= spec::kNActions) return false;
  return (((action < 64 ? set.low : set.high) >> (action % 64)) & 1U) != 0;
}

void write_mask(const ActionSet& set, std::int8_t* mask) {
#ifdef __AVX2__
  // 32 bits at a time: each byte gets the byte that its bit is in, and keeps that bit
  const __m256i which =
      _mm256_setr_epi64x(0, 0x0101'0101'0101'0101, 0x0202'0202'0202'0202, 0x0303'0303'0303'0303);
  const __m256i bit = _mm256_set1_epi64x(static_cast<long long>(0x8040'2010'0804'0201));
  for (int half = 0; half < 2; ++half) {
    const __m256i bits = _mm256_set1_epi32(static_cast<int>(set.low >> (32 * half)));
    const __m256i kept = _mm256_and_si256(_mm256_shuffle_epi8(bits, which), bit);
    const __m256i ones = _mm256_min_epu8(kept, _mm256_set1_epi8(1));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(mask + 32 * half), ones);
  }
#else
  for (int i = 0; i < 64; ++i) mask[i] = static_cast<std::int8_t>((set.low >> i) & 1U);
#endif
  for (int i = 64; i < spec::kNActions; ++i) {
    mask[i] = static_cast<std::int8_t>((set.high >> (i - 64)) & 1U);
  }
}

bool is_legal(const World& world, std::int64_t action) {
  return contains(legal_set(world), action);
}

void pack_mask(const World& world, std::span<std::int8_t, spec::kNActions> mask) {
  write_mask(legal_set(world), mask.data());
}

}  // namespace envcore::inline ENVCORE_CLONE
