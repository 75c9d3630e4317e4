#include "rules/market.hpp"

namespace envcore::inline ENVCORE_CLONE {
namespace {

/// A season: close to a sine over x in [-1, 1).
Six wave(const Six& x) {
  const Six y = Six::all(spec::kWaveSlope) * x * (Six::all(1) - magnitude(x));
  return y * (Six::all(spec::kWaveLinear) + Six::all(spec::kWaveQuadratic) * magnitude(y));
}

/// (1 + stock/depth)^2: how much a full station presses on the price.
Six pressure(const Six& stock) {
  const Six root = Six::all(1) + stock / Six::load(kDepth.data());
  return root * root;
}

/// Add a rise or a fall to one commodity.
void shock_market(World& world, std::uint64_t word, std::uint64_t size_word) {
  double& shock = world.market.shock[static_cast<std::size_t>(word % spec::kNCommodities)];
  if ((word & spec::kShockUpBit) != 0) {
    shock += spec::kShockUpBase + spec::kShockUpSpread * unit(size_word);
  } else {
    shock -= spec::kShockDownBase + spec::kShockDownSpread * unit(size_word);
  }
}

/// Prices before stock plays its part.
Six free_prices(const Market& market) {
  const Six phase = Six::load(market.phase.data());
  const Six x = Six::all(2) * phase / Six::load(market.season_ticks.data()) - Six::all(1);
  return Six::load(kBasePrice.data()) *
         (Six::all(1) + Six::load(market.swing.data()) * wave(x) + Six::load(market.drift.data()) +
          Six::load(market.shock.data()));
}

/// Move on through the seasons; no step is as long as one.
void advance_seasons(Market& market, int dt) {
  const Six season = Six::load(market.season_ticks.data());
  const Six moved = Six::load(market.phase.data()) + Six::all(dt);
  where_less(moved, season, moved, moved - season).store(market.phase.data());
}

/// Quote prices, given what they are before stock plays its part.
void quote(World& world, const Six& free) {
  Market& market = world.market;
  Six price = free;
  if (world.config.price_impact) {
    price =
        price / pressure(Six::load(market.stock.data())) * Six::load(market.base_pressure.data());
  }
  smaller(larger(price, Six::load(kPriceMin.data())), Six::load(kPriceMax.data()))
      .store(market.price.data());
}

/// Let drift and shocks fade and rise in a tick; returns whether a price was shocked. Most steps
/// have one tick: in the loop over them, what a compiler moves out to its front would not pay.
ENVCORE_NOINLINE bool pass_tick(World& world, int tick, const RoundKeys& keys) {
  Market& market = world.market;
  const auto index = static_cast<std::uint64_t>(tick);
  const PhiloxBlock draws = draw_block(keys, Domain::kTrade, index, 1);
  const PhiloxBlock dice = draw_block(keys, Domain::kTrade, index, 2);  // words 4..7
  const Six drift = Six::all(spec::kDriftKeep) * Six::load(market.drift.data()) +
                    Six::all(spec::kDriftNoise) * bell_six(draws, dice);
  const Six faded = Six::all(spec::kShockKeep) * Six::load(market.shock.data());
  drift.store(market.drift.data());
  zero_where_less(magnitude(faded), Six::all(spec::kShockFloor), faded).store(market.shock.data());
  if (!world.config.market_shocks || dice[2] >> 11 >= kShockBelow) return false;
  shock_market(world, dice[3], draw_block(keys, Domain::kTrade, index, 3)[0]);
  return true;
}

}  // namespace

void open_market(World& world) {
  Market& market = world.market;
  const RoundKeys keys = round_keys(world.chance);
  for (int c = 0; c < spec::kNCommodities; ++c) {
    const Draws<2> draws = draw<2>(keys, Domain::kMarket, static_cast<std::uint64_t>(c));
    const int season_ticks = spec::kSeasonTicksMin + below(draws[0], spec::kSeasonTicksSpan);
    market.season_ticks[at(c)] = season_ticks;
    market.season_offset[at(c)] = static_cast<std::int16_t>(below(draws[1], season_ticks));
    market.swing[at(c)] = spec::kSwingBase + spec::kSwingSpread * unit(draws[2]);
    market.base_stock[at(c)] = spec::kStockBase + spec::kStockSpread * unit(draws[3]);
    market.stock[at(c)] = market.base_stock[at(c)];
    market.drift[at(c)] = spec::kDriftStart * bell(draws[4]);
    market.shock[at(c)] = 0;
  }
  settle_market(world);
  market.last_price = market.price;
}

void settle_market(World& world) {
  Market& market = world.market;
  for (std::size_t c = 0; c < market.phase.size(); ++c) {
    market.phase[c] =
        (world.tick + market.season_offset[c]) % static_cast<int>(market.season_ticks[c]);
  }
  pressure(Six::load(market.base_stock.data())).store(market.base_pressure.data());
  quote_prices(world);
}

MarketMove move_market(World& world, int dt, const RoundKeys& keys) {
  bool is_shocked = false;
  for (int i = 1; i <= dt; ++i) is_shocked |= pass_tick(world, world.tick + i, keys);
  advance_seasons(world.market, dt);
  return {.prices = free_prices(world.market), .is_shocked = is_shocked};
}

void follow_market(World& world, int dt, const MarketMove& move) {
  Market& market = world.market;
  const Six base_stock = Six::load(market.base_stock.data());
  Six stock = Six::load(market.stock.data());
  for (int i = 0; i < dt; ++i) {
    stock = base_stock + Six::all(spec::kStockKeep) * (stock - base_stock);
  }
  stock.store(market.stock.data());
  market.last_price = market.price;
  quote(world, move.prices);
}

void quote_prices(World& world) { quote(world, free_prices(world.market)); }

double sell_to_market(World& world, int c, double q) {
  Market& market = world.market;
  const double price = market.price[at(c)];
  if (!world.config.price_impact) return q * price;

  // the exact integral of the quoted price over the stock added
  double& stock = market.stock[at(c)];
  const double depth = kDepth[at(c)];
  const double before = 1 + stock / depth;
  const double after = 1 + (stock + q) / depth;
  const double k = price * before * before;
  stock += q;
  return k * q / (before * after);
}

}  // namespace envcore::inline ENVCORE_CLONE
