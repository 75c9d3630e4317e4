// The station's market: seasons, drift, shocks, stock and the prices quoted.
#pragma once

#include "numerics/philox_simd.hpp"
#include "rules/world.hpp"

namespace envcore::inline ENVCORE_CLONE {

/// A column of the table of commodities.
constexpr Shares column(double spec::CommodityRow::* value) {
  Shares out{};
  for (std::size_t c = 0; c < out.size(); ++c) out[c] = spec::kCommodities[c].*value;
  return out;
}

inline constexpr Shares kBasePrice = column(&spec::CommodityRow::base_price);
inline constexpr Shares kPriceMin = column(&spec::CommodityRow::price_min);
inline constexpr Shares kPriceMax = column(&spec::CommodityRow::price_max);
inline constexpr Shares kDepth = column(&spec::CommodityRow::depth);

/// What a word >> 11 must be less than where unit(word) is less than the chance of a shock.
inline constexpr std::uint64_t kShockBelow = [] {
  constexpr double kScaled = 1 / spec::kShockOdds * 0x1p53;
  constexpr auto kWhole = static_cast<std::uint64_t>(kScaled);
  return static_cast<double>(kWhole) < kScaled ? kWhole + 1 : kWhole;
}();

/// Draw the market of an episode and quote its first prices.
void open_market(World& world);

/// Make anew what is made from the rest of the market and the clock: after a state was put in.
void settle_market(World& world);

/// What the market did by itself in a step.
struct MarketMove {
  Six prices;  // before stock plays its part
  bool is_shocked;
};

/// Let seasons, drift and shocks move on through the dt ticks after `world.tick`. Nothing in it
/// depends on what the ship does.
MarketMove move_market(World& world, int dt, const RoundKeys& keys);

/// Let stock fade for dt ticks, quote prices after that move, and keep those of before as the last.
void follow_market(World& world, int dt, const MarketMove& move);

/// Quote every price anew from the state of the market.
void quote_prices(World& world);

/// Sell q units of commodity c at the station and return the proceeds in credits.
double sell_to_market(World& world, int c, double q);

}  // namespace envcore::inline ENVCORE_CLONE
