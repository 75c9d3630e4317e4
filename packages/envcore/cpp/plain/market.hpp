// The station's market: seasons, drift, shocks, stock and the prices quoted.
#pragma once

#include "plain/world.hpp"

namespace envcore::plain {

/// Draw the market of an episode and quote its first prices.
void open_market(World& world);

/// Store the prices of the last observation, before a step changes them.
void remember_prices(World& world);

/// Advance the market by one tick, to `world.tick`. Returns whether a price was shocked.
bool tick_market(World& world);

/// Recompute every price from the state of the market at `world.tick`.
void quote_prices(World& world);

/// Sell q units of commodity c at the station and return the proceeds in credits.
double sell_to_market(World& world, int c, double q);

}  // namespace envcore::plain
