// market.cpp: the opening, the price, the tick, shocks and selling, by section 4.
#include "../world/market.hpp"

#include "helpers.hpp"

namespace envcore::tests {
namespace {

constexpr EnvConfig kImpact = quiet_but(&EnvConfig::price_impact, true);
constexpr EnvConfig kShocks = quiet_but(&EnvConfig::market_shocks, true);

constexpr std::array<double, 6> kBase = {45, 55, 85, 145, 210, 120};
constexpr std::array<double, 6> kLowest = {12, 15, 20, 50, 80, 30};
constexpr std::array<double, 6> kHighest = {180, 200, 240, 320, 420, 300};
constexpr std::array<double, 6> kDepth = {500, 500, 450, 350, 300, 400};

TEST(a_market_opens_as_the_rules_tell) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    World world;
    reset(world, EnvConfig{}, seed, 2);
    for (int c = 0; c < 6; ++c) {
      const CommodityMarket& market = world.market[at(c)];
      const auto m = world.chance.at<2>(Domain::kMarket, static_cast<std::uint64_t>(c));
      const int period = 180 + below(m[0], 201);
      CHECK_EQ(market.season_ticks, period);
      CHECK_EQ(market.season_offset, below(m[1], period));
      CHECK_EQ(market.swing, 0.10 + 0.20 * unit(m[2]));
      CHECK_EQ(market.base_stock, 20 + 100 * unit(m[3]));
      CHECK_EQ(market.stock, market.base_stock);
      CHECK_EQ(market.drift, 0.06 * bell(m[4]));
      CHECK_EQ(market.shock, 0.0);
      CHECK_EQ(market.last_price, market.price);
    }
  }
}

TEST(a_price_follows_season_drift_and_shock) {
  World world = world_with({.tick = 1234});
  for (std::size_t c = 0; c < 6; ++c) {
    world.market[c].season_ticks = 190;
    world.market[c].season_offset = 77;
    world.market[c].swing = 0.25;
    world.market[c].drift = 0.03;
    world.market[c].shock = -0.125;
  }

  quote_prices(world);

  // 1234 + 77 = 1311 = 6 * 190 + 171
  const double season = wave(2.0 * 171 / 190 - 1);
  for (std::size_t c = 0; c < 6; ++c) {
    CHECK_EQ(world.market[c].price, kBase[c] * (1 + 0.25 * season + 0.03 + -0.125));
  }
}

TEST(the_season_peaks_after_three_quarters_of_the_period) {
  World world = world_with({.tick = 150});
  world.market[spec::kIron].swing = 0.25;
  quote_prices(world);  // 150 of 200 ticks: wave(2 * 150 / 200 - 1) = wave(1/2) = 1
  CHECK_EQ(world.market[spec::kIron].price, 45 * (1 + 0.25));

  world.tick = 250;  // 50 of 200 ticks: wave(-1/2) = -1
  quote_prices(world);
  CHECK_EQ(world.market[spec::kIron].price, 45 * (1 - 0.25));
}

TEST(stock_presses_on_the_price) {
  World world = world_with({.config = kImpact});
  for (CommodityMarket& market : world.market) market.stock = 180;
  quote_prices(world);
  for (std::size_t c = 0; c < 6; ++c) {
    const double now = 1 + 180 / kDepth[c];
    const double base = 1 + 100 / kDepth[c];
    CHECK_EQ(world.market[c].price, kBase[c] / (now * now) * (base * base));
  }
}

TEST(without_price_impact_stock_plays_no_part) {
  World world = world_with({});
  for (CommodityMarket& market : world.market) market.stock = 180;
  quote_prices(world);
  for (std::size_t c = 0; c < 6; ++c) CHECK_EQ(world.market[c].price, kBase[c]);
}

TEST(prices_are_clamped_with_and_without_impact) {
  for (const EnvConfig& config : {kQuiet, kImpact}) {
    World world = world_with({.config = config});
    for (CommodityMarket& market : world.market) market.shock = 9;
    quote_prices(world);
    for (std::size_t c = 0; c < 6; ++c) CHECK_EQ(world.market[c].price, kHighest[c]);

    for (CommodityMarket& market : world.market) market.shock = -1.5;  // a price below 0
    quote_prices(world);
    for (std::size_t c = 0; c < 6; ++c) CHECK_EQ(world.market[c].price, kLowest[c]);
  }
}

TEST(a_tick_fades_drift_shock_and_stock) {
  World world = world_with({.tick = 40});
  for (CommodityMarket& market : world.market) {
    market.drift = 0.5;
    market.shock = -0.25;
    market.stock = 130;
  }

  CHECK(!tick_market(world));

  const auto t = world.chance.at<3>(Domain::kTrade, 40);
  for (std::size_t c = 0; c < 6; ++c) {
    const CommodityMarket& market = world.market[c];
    CHECK_EQ(market.drift, 0.97 * 0.5 + 0.0146 * bell(t[c]));
    CHECK_EQ(market.shock, 0.985 * -0.25);
    CHECK_EQ(market.stock, 100 + 0.985 * (130.0 - 100));
    CHECK_EQ(market.price,
             clamp(kBase[c] * (1 + 0.0 + market.drift + market.shock), kLowest[c], kHighest[c]));
  }
}

TEST(small_shocks_end_at_exactly_zero) {
  World world = world_with({});
  world.market[0].shock = 1.01e-12;   // 0.985 of it is below 1e-12
  world.market[1].shock = -1.01e-12;  // likewise, and no -0 stays
  world.market[2].shock = 1.02e-12;   // 0.985 of it is above
  world.market[3].shock = -1.02e-12;

  tick_market(world);

  CHECK_EQ(world.market[0].shock, 0.0);
  CHECK_EQ(world.market[1].shock, 0.0);
  CHECK_EQ(world.market[2].shock, 0.985 * 1.02e-12);
  CHECK_EQ(world.market[3].shock, 0.985 * -1.02e-12);
}

/// A tick of a shock, upwards or downwards, in a world that starts as `world`. Bit 3 of the word
/// says which; the three below it say the opposite, so that no other bit will do.
int shock_tick(const World& world, bool is_up) {
  for (int tick = 1; tick < 100'000; ++tick) {
    const auto t = world.chance.at<3>(Domain::kTrade, static_cast<std::uint64_t>(tick));
    if (unit(t[6]) < 1.0 / 400 && (t[7] & 15) == (is_up ? 8U : 7U)) return tick;
  }
  check::fail(__FILE__, __LINE__, "no tick shocks a price");
}

TEST(shocks_raise_or_lower_one_price) {
  for (const bool is_up : {true, false}) {
    World world = world_with({.config = kShocks});
    world.tick = shock_tick(world, is_up);
    for (CommodityMarket& market : world.market) market.shock = 0.1;

    CHECK(tick_market(world));

    const auto t = world.chance.at<3>(Domain::kTrade, static_cast<std::uint64_t>(world.tick));
    const auto hit = static_cast<std::size_t>(t[7] % 6);
    const double faded = 0.985 * 0.1;  // the new shock itself does not fade in its first tick
    const double want =
        is_up ? faded + (0.25 + 0.25 * unit(t[8])) : faded - (0.15 + 0.15 * unit(t[8]));
    for (std::size_t c = 0; c < 6; ++c) {
      CHECK_EQ(world.market[c].shock, c == hit ? want : faded);
      const double free = kBase[c] * (1 + 0.0 + world.market[c].drift + world.market[c].shock);
      CHECK_EQ(world.market[c].price, clamp(free, kLowest[c], kHighest[c]));
    }
  }
}

TEST(without_market_shocks_the_same_tick_is_calm) {
  World world = world_with({});
  world.tick = shock_tick(world, true);
  CHECK(!tick_market(world));
  for (const CommodityMarket& market : world.market) CHECK_EQ(market.shock, 0.0);
}

TEST(shocks_come_about_once_in_400_ticks) {
  World world = world_with({.config = kShocks});
  int shocks = 0;
  for (world.tick = 1; world.tick <= 40000; ++world.tick) shocks += tick_market(world) ? 1 : 0;
  CHECK(shocks > 100 - 40 && shocks < 100 + 40);  // four standard deviations of 10
}

TEST(a_step_reports_a_shock_within_its_ticks) {
  World world = world_with({.config = kShocks});
  world.tick = shock_tick(world, true) - 2;  // THREAT_LISTEN takes two ticks: the second shocks
  CHECK_EQ(step(world, ActionId::kThreatListen).events, bit(Event::kMarketShock));
}

TEST(selling_brings_the_integral_of_the_price) {
  World world = world_with({.config = kImpact});
  for (int c = 0; c < 6; ++c) {
    const double depth = kDepth[at(c)];
    const double before = 1 + 100 / depth;
    const double k = kBase[at(c)] * before * before;
    CHECK_EQ(sell_to_market(world, c, 60), k * 60 / (before * (1 + (100.0 + 60) / depth)));
    CHECK_EQ(world.market[at(c)].stock, 160.0);
    CHECK_EQ(world.market[at(c)].price, kBase[at(c)]);  // quoted anew by the tick only
  }
}

TEST(selling_without_impact_brings_the_price_for_each) {
  World world = world_with({});
  CHECK_EQ(sell_to_market(world, spec::kPge, 60), 60.0 * 145);
  CHECK_EQ(world.market[spec::kPge].stock, 100.0);
}

TEST(selling_in_two_halves_at_once_brings_the_same_as_whole) {
  for (int c = 0; c < 6; ++c) {
    World whole = world_with({.config = kImpact});
    World halves = whole;

    const double at_once = sell_to_market(whole, c, 90);
    double in_parts = sell_to_market(halves, c, 45);
    quote_prices(halves);
    in_parts += sell_to_market(halves, c, 45);

    // equal in real numbers; about twenty roundings of half an ulp each on the way
    CHECK_NEAR(in_parts, at_once, at_once * 20 * 0x1p-53);
    CHECK_EQ(halves.market[at(c)].stock, whole.market[at(c)].stock);
  }
}

TEST(remembered_prices_are_those_before_the_tick) {
  World world = world_with({.tick = 5});
  world.market[spec::kIron].price = 46;
  remember_prices(world);
  tick_market(world);
  CHECK_EQ(world.market[spec::kIron].last_price, 46.0);
}

}  // namespace
}  // namespace envcore::tests
