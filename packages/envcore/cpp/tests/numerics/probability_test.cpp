// Log-odds, probabilities and events.
#include "numerics/probability.hpp"

#include <cmath>

#include "tests/check.hpp"

namespace envcore::tests {
namespace {

TEST(odds_are_the_eighth_power) {
  // h = 3/4 has the exact root 5/4, so odds(6) = 2^8; likewise h = 15/8 and h = 63/16
  CHECK_EQ(odds(0), 1.0);
  CHECK_EQ(odds(6), 256.0);
  CHECK_EQ(odds(-6), 1.0 / 256);
  CHECK_EQ(odds(15), 65536.0);
  CHECK_EQ(odds(31.5), 16777216.0);
}

TEST(odds_differ_from_the_exponential_in_the_tails) {
  // (1 + sqrt 2)^8 = 577 + 408 sqrt 2; three squarings may each lose an ulp
  CHECK_NEAR(odds(8), 577 + 408 * std::sqrt(2.0), 1e-11);
  CHECK(odds(8) < std::exp(8.0) / 2);
  CHECK_NEAR(odds(0.25), std::exp(0.25), 1e-4);
}

TEST(prob_is_odds_over_one_more) {
  CHECK_EQ(prob(0), 0.5);
  CHECK_EQ(prob(6), 256.0 / 257);
  CHECK_EQ(prob(-6), (1.0 / 256) / (1 + 1.0 / 256));
}

TEST(prob_is_within_its_upper_bound) {
  for (double x = -60; x < 20; x += 1.0 / 1024) {
    CHECK(prob(x) <= prob_upper_bound(x));
    // and tight where the log-odds of pirates and fractures are
    if (x >= -15 && x < 0) CHECK(prob_upper_bound(x) < 3 * prob(x));
  }
  for (double x = -16; x <= 1; x += 1) {  // where the bound changes
    CHECK(prob(std::nextafter(x, -20.0)) <= prob_upper_bound(std::nextafter(x, -20.0)));
    CHECK(prob(std::nextafter(x, 20.0)) <= prob_upper_bound(std::nextafter(x, 20.0)));
  }
}

TEST(prob_within_n_ticks_is_within_n_times_the_bound) {
  for (double x = -15; x < 0; x += 1.0 / 64) {
    for (int n = 1; n <= 8; ++n) CHECK(prob_within(prob(x), n) <= n * prob_upper_bound(x));
  }
}

TEST(prob_within_is_the_probability_within_n_ticks) {
  CHECK_EQ(prob_within(0.25, 1), 0.25);
  CHECK_EQ(prob_within(0.25, 2), 1 - 0.75 * 0.75);
  CHECK_EQ(prob_within(0.5, 8), 1 - 1.0 / 256);
  CHECK_EQ(prob_within(0.0, 8), 0.0);
  CHECK_EQ(prob_within(1.0, 8), 1.0);

  // from left to right: ((0.9 * 0.9) * 0.9) * 0.9, where squaring twice would differ by an ulp
  const double left = 1 - 0.1;
  CHECK_EQ(prob_within(0.1, 4), 1 - left * left * left * left);
}

TEST(happens_is_a_roll_below_the_probability) {
  for (double x = -20; x < 4; x += 1.0 / 128) {
    for (const double roll : {0.0, std::nextafter(prob(x), 0.0), prob(x), 0.5, 1 - 0x1p-53}) {
      CHECK_EQ(happens(x, roll), roll < prob(x));
    }
    for (int n = 1; n <= 8; ++n) {
      const double p = prob_within(prob(x), n);
      for (const double roll : {0.0, std::nextafter(p, 0.0), p, 0.5, 1 - 0x1p-53}) {
        CHECK_EQ(happens_within(x, n, roll), roll < p);
      }
    }
  }
}

}  // namespace
}  // namespace envcore::tests
