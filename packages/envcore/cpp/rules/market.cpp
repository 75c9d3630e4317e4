#include "rules/market.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

/// (1 + stock/depth)^2, by which stock lowers the price.
PerCommodity pressure(const PerCommodity& stock) { return square(1 + stock / kDepth); }

/// The price before stock plays its part.
PerCommodity free_price(const Market& market) {
  const PerCommodity x = 2 * market.phase / market.season_ticks - 1;
  return kBasePrice * (1 + market.swing * wave(x) + market.drift + market.shock);
}

/// The price that the station quotes.
PerCommodity quoted_price(const World& world) {
  const Market& market = world.market;
  PerCommodity price = free_price(market);
  if (world.config.price_impact) price = price / pressure(market.stock) * market.base_pressure;
  return clamp(price, kPriceMin, kPriceMax);
}

/// Raise or lower the price of one commodity.
void shock_market(Market& market, std::uint64_t word, std::uint64_t size_word) {
  double& shock = market.shock[static_cast<std::size_t>(word % spec::kNCommodities)];
  if ((word & spec::kShockUpBit) != 0) {
    shock += spec::kShockUpBase + spec::kShockUpSpread * uniform01(size_word);
  } else {
    shock -= spec::kShockDownBase + spec::kShockDownSpread * uniform01(size_word);
  }
}

/// One tick of drift and shocks; returns whether a price was shocked. Not inlined: GCC would move
/// the set-up of both blocks in front of the loop over ticks, 120 instructions per step.
ENVCORE_NOINLINE bool tick_market(World& world, int tick, const RoundKeys& keys) {
  Market& market = world.market;
  const auto t = static_cast<std::uint64_t>(tick);
  const PhiloxBlock first = random_block(keys, Domain::kTrade, t, 1);   // words 0..3
  const PhiloxBlock second = random_block(keys, Domain::kTrade, t, 2);  // words 4..7
  market.drift =
      spec::kDriftKeep * market.drift + spec::kDriftNoise * approx_normal_six(first, second);
  const PerCommodity shock = spec::kShockKeep * market.shock;
  market.shock = where(abs(shock) < spec::kShockFloor, 0, shock);
  if (!world.config.market_shocks || uniform01(second[2]) >= 1 / spec::kShockOdds) return false;
  shock_market(market, second[3], random_block(keys, Domain::kTrade, t, 3)[0]);
  return true;
}

/// Advance the season's phase; every season is longer than a step.
PerCommodity advanced_phase(const Market& market, int dt) {
  const PerCommodity phase = market.phase + dt;
  return where(phase < market.season_ticks, phase, phase - market.season_ticks);
}

}  // namespace

void reset_market(World& world) {
  Market& market = world.market;
  const RoundKeys keys = round_keys(world.chance);
  for (int c = 0; c < spec::kNCommodities; ++c) {
    const auto words = random_words<2>(keys, Domain::kMarket, static_cast<std::uint64_t>(c));
    const int season_ticks = spec::kSeasonTicksMin + uniform_int(words[0], spec::kSeasonTicksSpan);
    market.season_ticks[at(c)] = season_ticks;
    market.season_offset[at(c)] = static_cast<std::int16_t>(uniform_int(words[1], season_ticks));
    market.swing[at(c)] = spec::kSwingBase + spec::kSwingSpread * uniform01(words[2]);
    market.base_stock[at(c)] = spec::kStockBase + spec::kStockSpread * uniform01(words[3]);
    market.stock[at(c)] = market.base_stock[at(c)];
    market.drift[at(c)] = spec::kDriftStart * approx_normal(words[4]);
    market.shock[at(c)] = 0;
  }
  derive_market(world);
  market.last_price = market.price;
}

void derive_market(World& world) {
  Market& market = world.market;
  for (std::size_t c = 0; c < market.phase.size(); ++c) {
    market.phase[c] =
        (world.tick + market.season_offset[c]) % static_cast<int>(market.season_ticks[c]);
  }
  market.base_pressure = pressure(market.base_stock);
  update_prices(world);
}

bool advance_market(World& world, int dt, const RoundKeys& keys) {
  bool is_shocked = false;
  for (int i = 1; i <= dt; ++i) is_shocked |= tick_market(world, world.tick + i, keys);
  world.market.phase = advanced_phase(world.market, dt);
  return is_shocked;
}

void quote_prices(World& world, int dt) {
  Market& market = world.market;
  for (int i = 0; i < dt; ++i) {
    market.stock = market.base_stock + spec::kStockKeep * (market.stock - market.base_stock);
  }
  market.last_price = market.price;
  update_prices(world);
}

void update_prices(World& world) { world.market.price = quoted_price(world); }

double sell_to_market(World& world, int c, double q) {
  Market& market = world.market;
  const double price = market.price[at(c)];
  if (!world.config.price_impact) return q * price;

  // the exact integral of the quoted price over the stock that is added
  double& stock = market.stock[at(c)];
  const double depth = kDepth[at(c)];
  const double before = 1 + stock / depth;
  const double after = 1 + (stock + q) / depth;
  const double k = price * before * before;
  stock += q;
  return k * q / (before * after);
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
