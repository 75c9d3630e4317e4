// market.cpp: the opening, the price, the tick, shocks and selling, by section 4.
#include "rules/market.hpp"

#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

constexpr EnvConfig kImpact = quiet_but(&EnvConfig::price_impact, true);
constexpr EnvConfig kShocks = quiet_but(&EnvConfig::market_shocks, true);

constexpr std::array<double, 6> kBase = {45, 55, 85, 145, 210, 120};
constexpr std::array<double, 6> kLowest = {12, 15, 20, 50, 80, 30};
constexpr std::array<double, 6> kHighest = {180, 200, 240, 320, 420, 300};
constexpr std::array<double, 6> kDepth = {500, 500, 450, 350, 300, 400};

TEST(a_market_starts_by_the_rules) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    World world;
    reset(world, EnvConfig{}, {seed, 2});
    const Market& market = world.market;
    for (int c = 0; c < 6; ++c) {
      const auto m =
          random_words<2>(round_keys(world.chance), Domain::kMarket, static_cast<std::uint64_t>(c));
      const int period = 180 + uniform_int(m[0], 201);
      CHECK_EQ(market.season_ticks[at(c)], period);
      CHECK_EQ(market.season_offset[at(c)], uniform_int(m[1], period));
      CHECK_EQ(market.swing[at(c)], 0.10 + 0.20 * uniform01(m[2]));
      CHECK_EQ(market.base_stock[at(c)], 20 + 100 * uniform01(m[3]));
      CHECK_EQ(market.stock[at(c)], market.base_stock[at(c)]);
      CHECK_EQ(market.drift[at(c)], 0.06 * approx_normal(m[4]));
      CHECK_EQ(market.shock[at(c)], 0.0);
      CHECK_EQ(market.last_price[at(c)], market.price[at(c)]);
    }
  }
}

TEST(a_price_follows_season_drift_and_shock) {
  World world = world_with({.tick = 1234});
  for (std::size_t c = 0; c < 6; ++c) {
    world.market.season_ticks[c] = 190;
    world.market.season_offset[c] = 77;
    world.market.swing[c] = 0.25;
    world.market.drift[c] = 0.03;
    world.market.shock[c] = -0.125;
  }

  derive_market(world);

  // 1234 + 77 = 1311 = 6 * 190 + 171
  const double season = wave(2.0 * 171 / 190 - 1);
  for (std::size_t c = 0; c < 6; ++c) {
    CHECK_EQ(world.market.price[c], kBase[c] * (1 + 0.25 * season + 0.03 + -0.125));
  }
}

TEST(the_season_peaks_after_three_quarters_of_the_period) {
  World world = world_with({.tick = 150});
  world.market.swing[spec::kIron] = 0.25;
  derive_market(world);  // 150 of 200 ticks: wave(2 * 150 / 200 - 1) = wave(1/2) = 1
  CHECK_EQ(world.market.price[spec::kIron], 45 * (1 + 0.25));

  world.tick = 250;  // 50 of 200 ticks: wave(-1/2) = -1
  derive_market(world);
  CHECK_EQ(world.market.price[spec::kIron], 45 * (1 - 0.25));
}

TEST(stock_presses_on_the_price) {
  World world = world_with({.config = kImpact});
  world.market.stock.fill(180);
  update_prices(world);
  for (std::size_t c = 0; c < 6; ++c) {
    const double now = 1 + 180 / kDepth[c];
    const double base = 1 + 100 / kDepth[c];
    CHECK_EQ(world.market.price[c], kBase[c] / (now * now) * (base * base));
  }
}

TEST(without_price_impact_stock_has_no_effect) {
  World world = world_with({});
  world.market.stock.fill(180);
  update_prices(world);
  for (std::size_t c = 0; c < 6; ++c) CHECK_EQ(world.market.price[c], kBase[c]);
}

TEST(prices_are_clamped_with_and_without_impact) {
  for (const EnvConfig& config : {kQuiet, kImpact}) {
    World world = world_with({.config = config});
    world.market.shock.fill(9);
    update_prices(world);
    for (std::size_t c = 0; c < 6; ++c) CHECK_EQ(world.market.price[c], kHighest[c]);

    world.market.shock.fill(-1.5);  // a price below 0
    update_prices(world);
    for (std::size_t c = 0; c < 6; ++c) CHECK_EQ(world.market.price[c], kLowest[c]);
  }
}

TEST(a_tick_fades_drift_shock_and_stock) {
  World world = world_with({.tick = 40});
  world.market.drift.fill(0.5);
  world.market.shock.fill(-0.25);
  world.market.stock.fill(130);

  CHECK(!tick_market(world));

  const auto t = random_words<3>(round_keys(world.chance), Domain::kTrade, 40);
  for (std::size_t c = 0; c < 6; ++c) {
    const Market& market = world.market;
    CHECK_EQ(market.drift[c], 0.97 * 0.5 + 0.0146 * approx_normal(t[c]));
    CHECK_EQ(market.shock[c], 0.985 * -0.25);
    CHECK_EQ(market.stock[c], 100 + 0.985 * (130.0 - 100));
    const double free = kBase[c] * (1 + 0.0 + market.drift[c] + market.shock[c]);
    CHECK_EQ(market.price[c], clamp(free, kLowest[c], kHighest[c]));
  }
}

TEST(small_shocks_end_at_exactly_zero) {
  World world = world_with({});
  world.market.shock[0] = 1.01e-12;   // 0.985 of it is below 1e-12
  world.market.shock[1] = -1.01e-12;  // likewise, and no -0 stays
  world.market.shock[2] = 1.02e-12;   // 0.985 of it is above
  world.market.shock[3] = -1.02e-12;

  tick_market(world);

  CHECK_EQ(world.market.shock[0], 0.0);
  CHECK_EQ(world.market.shock[1], 0.0);
  CHECK_EQ(world.market.shock[2], 0.985 * 1.02e-12);
  CHECK_EQ(world.market.shock[3], 0.985 * -1.02e-12);
}

/// A tick of a shock, upwards or downwards, in a world that starts as `world`. Bit 3 of the word
/// is the direction; the three bits below are its opposite, so that using another bit fails.
int shock_tick(const World& world, bool is_up) {
  for (int tick = 1; tick < 100'000; ++tick) {
    const auto t =
        random_words<3>(round_keys(world.chance), Domain::kTrade, static_cast<std::uint64_t>(tick));
    if (uniform01(t[6]) < 1.0 / 400 && (t[7] & 15) == (is_up ? 8U : 7U)) return tick;
  }
  check::fail(__FILE__, __LINE__, "no tick shocks a price");
}

TEST(shocks_raise_or_lower_one_price) {
  for (const bool is_up : {true, false}) {
    World world = world_with({.config = kShocks});
    world.tick = shock_tick(world, is_up);
    world.market.shock.fill(0.1);

    CHECK(tick_market(world));

    const auto t = random_words<3>(round_keys(world.chance), Domain::kTrade,
                                   static_cast<std::uint64_t>(world.tick));
    const auto hit = static_cast<std::size_t>(t[7] % 6);
    const double faded = 0.985 * 0.1;  // the new shock itself does not fade in its first tick
    const double want =
        is_up ? faded + (0.25 + 0.25 * uniform01(t[8])) : faded - (0.15 + 0.15 * uniform01(t[8]));
    for (std::size_t c = 0; c < 6; ++c) {
      CHECK_EQ(world.market.shock[c], c == hit ? want : faded);
      const double free = kBase[c] * (1 + 0.0 + world.market.drift[c] + world.market.shock[c]);
      CHECK_EQ(world.market.price[c], clamp(free, kLowest[c], kHighest[c]));
    }
  }
}

TEST(without_market_shocks_the_same_tick_is_calm) {
  World world = world_with({});
  world.tick = shock_tick(world, true);
  CHECK(!tick_market(world));
  for (const double shock : world.market.shock) CHECK_EQ(shock, 0.0);
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
    CHECK_EQ(world.market.stock[at(c)], 160.0);
    CHECK_EQ(world.market.price[at(c)], kBase[at(c)]);  // only the tick quotes again
  }
}

TEST(selling_without_impact_brings_the_price_for_each) {
  World world = world_with({});
  CHECK_EQ(sell_to_market(world, spec::kPge, 60), 60.0 * 145);
  CHECK_EQ(world.market.stock[spec::kPge], 100.0);
}

TEST(selling_in_two_halves_at_once_brings_the_same_as_whole) {
  for (int c = 0; c < 6; ++c) {
    World whole = world_with({.config = kImpact});
    World halves = whole;

    const double at_once = sell_to_market(whole, c, 90);
    double in_parts = sell_to_market(halves, c, 45);
    update_prices(halves);
    in_parts += sell_to_market(halves, c, 45);

    // equal in real numbers; about twenty roundings of half an ulp each on the way
    CHECK_NEAR(in_parts, at_once, at_once * 20 * 0x1p-53);
    CHECK_EQ(halves.market.stock[at(c)], whole.market.stock[at(c)]);
  }
}

TEST(remembered_prices_are_those_before_the_tick) {
  World world = world_with({.tick = 5});
  world.market.price[spec::kIron] = 46;
  tick_market(world);
  CHECK_EQ(world.market.last_price[spec::kIron], 46.0);
}

}  // namespace
}  // namespace envcore::tests
