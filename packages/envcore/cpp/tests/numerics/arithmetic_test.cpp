// arithmetic.hpp: the functions of section 1 of the rules.
#include "numerics/arithmetic.hpp"

#include <cmath>

#include "tests/check.hpp"

namespace envcore::tests {
namespace {

TEST(larger_and_smaller_keep_the_first_of_equals) {
  CHECK_EQ(larger(1.0, 2.0), 2.0);
  CHECK_EQ(larger(2.0, 1.0), 2.0);
  CHECK_EQ(smaller(1.0, 2.0), 1.0);
  CHECK_EQ(smaller(2.0, 1.0), 1.0);

  // 0 and -0 are equal, so the first stays, sign and all
  CHECK_EQ(larger(0.0, -0.0), 0.0);
  CHECK_EQ(larger(-0.0, 0.0), -0.0);
  CHECK_EQ(smaller(0.0, -0.0), 0.0);
  CHECK_EQ(smaller(-0.0, 0.0), -0.0);
}

TEST(clamp_keeps_what_is_inside) {
  CHECK_EQ(clamp(-0.5, 0, 1), 0.0);
  CHECK_EQ(clamp(0.25, 0, 1), 0.25);
  CHECK_EQ(clamp(1.5, 0, 1), 1.0);
  CHECK_EQ(clamp(-2.0, -1, 1), -1.0);
}

TEST(odds_are_the_eighth_power) {
  // h = 3/4 has the exact root 5/4, so odds(6) = 2^8; likewise h = 15/8 and h = 63/16
  CHECK_EQ(odds(0), 1.0);
  CHECK_EQ(odds(6), 256.0);
  CHECK_EQ(odds(-6), 1.0 / 256);
  CHECK_EQ(odds(15), 65536.0);
  CHECK_EQ(odds(31.5), 16777216.0);
}

TEST(odds_leave_the_exponential_in_the_tails) {
  // (1 + sqrt 2)^8 = 577 + 408 sqrt 2; three squarings may each lose an ulp
  CHECK_NEAR(odds(8), 577 + 408 * std::sqrt(2.0), 1e-11);
  CHECK(odds(8) < std::exp(8.0) / 2);
  CHECK_NEAR(odds(0.25), std::exp(0.25), 1e-4);
}

TEST(chance_of_is_odds_over_one_more) {
  CHECK_EQ(chance_of(0), 0.5);
  CHECK_EQ(chance_of(6), 256.0 / 257);
  CHECK_EQ(chance_of(-6), (1.0 / 256) / (1 + 1.0 / 256));
}

TEST(no_chance_is_above_its_bound) {
  for (double x = -60; x < 20; x += 1.0 / 1024) {
    CHECK(chance_of(x) <= chance_at_most(x));
    // and the bound is worth something where pirates and fractures are
    if (x >= -15 && x < 0) CHECK(chance_at_most(x) < 3 * chance_of(x));
  }
  for (double x = -16; x <= 1; x += 1) {  // where the bound changes
    CHECK(chance_of(std::nextafter(x, -20.0)) <= chance_at_most(std::nextafter(x, -20.0)));
    CHECK(chance_of(std::nextafter(x, 20.0)) <= chance_at_most(std::nextafter(x, 20.0)));
  }
}

TEST(a_bound_within_n_ticks_is_n_times_that) {
  for (double x = -15; x < 0; x += 1.0 / 64) {
    for (int n = 1; n <= 8; ++n) CHECK(over(chance_of(x), n) <= n * chance_at_most(x));
  }
}

TEST(over_is_the_chance_within_n_ticks) {
  CHECK_EQ(over(0.25, 1), 0.25);
  CHECK_EQ(over(0.25, 2), 1 - 0.75 * 0.75);
  CHECK_EQ(over(0.5, 8), 1 - 1.0 / 256);
  CHECK_EQ(over(0.0, 8), 0.0);
  CHECK_EQ(over(1.0, 8), 1.0);

  // from left to right: ((0.9 * 0.9) * 0.9) * 0.9, where squaring twice would differ by an ulp
  const double left = 1 - 0.1;
  CHECK_EQ(over(0.1, 4), 1 - left * left * left * left);
}

TEST(wave_rises_and_falls) {
  CHECK_EQ(wave(0), 0.0);
  CHECK_EQ(wave(0.5), 0.775 + 0.225);
  CHECK_EQ(wave(-0.5), -(0.775 + 0.225));
  CHECK_EQ(wave(0.25), 0.75 * (0.775 + 0.225 * 0.75));
  CHECK_EQ(wave(-0.75), -0.75 * (0.775 + 0.225 * 0.75));
  CHECK(wave(-1) == 0);                                         // of either sign: it is added to 1
  CHECK_NEAR(wave(0.25), std::sin(std::acos(-1.0) / 4), 2e-3);  // "close to a sine"
}

/// The series of the rules, written out as it stands there.
double ln_as_written(double x) {
  int e = 0;
  double m = std::frexp(x, &e);
  if (m < 0.7071067811865476) {
    m = 2 * m;
    e = e - 1;
  }
  const double s = (m - 1) / (m + 1);
  const double q = s * s;
  const double series =
      1 +
      q * (1.0 / 3 +
           q * (1.0 / 5 +
                q * (1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11 +
                                                   q * (1.0 / 13 +
                                                        q * (1.0 / 15 +
                                                             q * (1.0 / 17 + q * (1.0 / 19)))))))));
  return e * 0.6931471805599453 + 2 * s * series;
}

TEST(ln_of_powers_of_two_is_a_multiple_of_ln2) {
  CHECK_EQ(ln(1), 0.0);
  CHECK_EQ(ln(2), 0.6931471805599453);
  CHECK_EQ(ln(1024), 10 * 0.6931471805599453);
}

TEST(ln_is_the_series_as_written) {
  for (double x = 1; x < 1e16; x = x * 1.37 + 0.01) {
    CHECK_EQ(ln(x), ln_as_written(x));
    // the series ends below 1e-16 of its value, and some ulps are lost on the way
    CHECK_NEAR(ln(x), std::log(x), 4e-15 * (1 + std::log(x)));
  }
}

TEST(ln_splits_at_the_square_root_of_a_half) {
  const double split = 0.7071067811865476;
  CHECK_EQ(ln(2 * split), ln_as_written(2 * split));
  const double just_below = std::nextafter(2 * split, 0.0);
  CHECK_EQ(ln(just_below), ln_as_written(just_below));
}

}  // namespace
}  // namespace envcore::tests
