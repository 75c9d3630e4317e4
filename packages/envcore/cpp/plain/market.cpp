#include "plain/market.hpp"

namespace envcore::plain {
namespace {

double undisturbed_price(const CommodityMarket& market, const spec::CommodityRow& row, int tick) {
  const int phase = (tick + market.season_offset) % market.season_ticks;
  const double season = wave(static_cast<double>(2 * phase) / market.season_ticks - 1);
  return row.base_price * (1 + market.swing * season + market.drift + market.shock);
}

/// (1 + stock/depth)^2: how much a full station presses on the price.
double pressure(double stock, double depth) { return square(1 + stock / depth); }

/// Add a rise or a fall to one commodity.
void shock_market(World& world, const Draws<3>& draws) {
  CommodityMarket& market = world.market[at(static_cast<int>(draws[7] % spec::kNCommodities))];
  if ((draws[7] & spec::kShockUpBit) != 0) {
    market.shock += spec::kShockUpBase + spec::kShockUpSpread * unit(draws[8]);
  } else {
    market.shock -= spec::kShockDownBase + spec::kShockDownSpread * unit(draws[8]);
  }
}

}  // namespace

void open_market(World& world) {
  for (int c = 0; c < spec::kNCommodities; ++c) {
    const Draws<2> draws = world.chance.at<2>(Domain::kMarket, static_cast<std::uint64_t>(c));
    CommodityMarket& market = world.market[at(c)];
    market.season_ticks = spec::kSeasonTicksMin + below(draws[0], spec::kSeasonTicksSpan);
    market.season_offset = below(draws[1], market.season_ticks);
    market.swing = spec::kSwingBase + spec::kSwingSpread * unit(draws[2]);
    market.base_stock = spec::kStockBase + spec::kStockSpread * unit(draws[3]);
    market.stock = market.base_stock;
    market.drift = spec::kDriftStart * bell(draws[4]);
    market.shock = 0;
  }
  quote_prices(world);
  remember_prices(world);
}

void remember_prices(World& world) {
  for (CommodityMarket& market : world.market) market.last_price = market.price;
}

bool tick_market(World& world) {
  const Draws<3> draws = world.chance.at<3>(Domain::kTrade, static_cast<std::uint64_t>(world.tick));

  // everything fades towards its base
  for (int c = 0; c < spec::kNCommodities; ++c) {
    CommodityMarket& market = world.market[at(c)];
    market.drift = spec::kDriftKeep * market.drift + spec::kDriftNoise * bell(draws[at(c)]);
    market.shock = spec::kShockKeep * market.shock;
    if (magnitude(market.shock) < spec::kShockFloor) market.shock = 0;
    market.stock = market.base_stock + spec::kStockKeep * (market.stock - market.base_stock);
  }

  const bool is_shocked = world.config.market_shocks && unit(draws[6]) < 1 / spec::kShockOdds;
  if (is_shocked) shock_market(world, draws);
  quote_prices(world);
  return is_shocked;
}

void quote_prices(World& world) {
  for (int c = 0; c < spec::kNCommodities; ++c) {
    CommodityMarket& market = world.market[at(c)];
    const spec::CommodityRow& row = spec::kCommodities[at(c)];
    double price = undisturbed_price(market, row, world.tick);
    if (world.config.price_impact) {
      price = price / pressure(market.stock, row.depth) * pressure(market.base_stock, row.depth);
    }
    market.price = clamp(price, row.price_min, row.price_max);
  }
}

double sell_to_market(World& world, int c, double q) {
  CommodityMarket& market = world.market[at(c)];
  if (!world.config.price_impact) return q * market.price;

  // the exact integral of the quoted price over the stock added
  const double depth = spec::kCommodities[at(c)].depth;
  const double before = 1 + market.stock / depth;
  const double after = 1 + (market.stock + q) / depth;
  const double k = market.price * before * before;
  market.stock += q;
  return k * q / (before * after);
}

}  // namespace envcore::plain
