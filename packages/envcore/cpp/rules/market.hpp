// The station's market: seasons, drift, shocks, stock and prices. docs/world.md, section 4.
#pragma once

#include "rules/world.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// A column of the table of commodities.
constexpr PerCommodity column(double spec::CommodityRow::* value) {
  PerCommodity out{};
  for (std::size_t c = 0; c < out.size(); ++c) out[c] = spec::kCommodities[c].*value;
  return out;
}

inline constexpr PerCommodity kBasePrice = column(&spec::CommodityRow::base_price);
inline constexpr PerCommodity kPriceMin = column(&spec::CommodityRow::price_min);
inline constexpr PerCommodity kPriceMax = column(&spec::CommodityRow::price_max);
inline constexpr PerCommodity kDepth = column(&spec::CommodityRow::depth);

/// Generate the market of an episode and quote its first prices.
void reset_market(World& world);

/// Recompute what is derived from the rest of the market and the clock: after a state was restored.
void derive_market(World& world);

/// Advance seasons, drift and shocks through the dt ticks after `world.tick`; returns whether a
/// price was shocked. Independent of what the ship does.
bool advance_market(World& world, int dt, const RoundKeys& keys);

/// Relax the stock towards its base for dt ticks, then quote new prices.
void quote_prices(World& world, int dt);

/// Recompute the prices from the current state of the market.
void update_prices(World& world);

/// Sell q units of commodity c at the station; returns the proceeds in credits.
double sell_to_market(World& world, int c, double q);

}  // namespace ENVCORE_ISA
}  // namespace envcore
