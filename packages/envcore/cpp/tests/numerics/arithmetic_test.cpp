// The functions of docs/world.md, section 1.
#include "numerics/arithmetic.hpp"

#include <cmath>

#include "tests/check.hpp"

namespace envcore::tests {
namespace {

TEST(max_and_min_return_the_first_of_equals) {
  CHECK_EQ(max(1.0, 2.0), 2.0);
  CHECK_EQ(max(2.0, 1.0), 2.0);
  CHECK_EQ(min(1.0, 2.0), 1.0);
  CHECK_EQ(min(2.0, 1.0), 1.0);

  // 0 and -0 are equal, so the first stays, sign and all
  CHECK_EQ(max(0.0, -0.0), 0.0);
  CHECK_EQ(max(-0.0, 0.0), -0.0);
  CHECK_EQ(min(0.0, -0.0), 0.0);
  CHECK_EQ(min(-0.0, 0.0), -0.0);
}

TEST(clamp_keeps_values_inside) {
  CHECK_EQ(clamp(-0.5, 0, 1), 0.0);
  CHECK_EQ(clamp(0.25, 0, 1), 0.25);
  CHECK_EQ(clamp(1.5, 0, 1), 1.0);
  CHECK_EQ(clamp(-2.0, -1, 1), -1.0);
}

TEST(wave_rises_and_falls) {
  CHECK_EQ(wave(0.0), 0.0);
  CHECK_EQ(wave(0.5), 0.775 + 0.225);
  CHECK_EQ(wave(-0.5), -(0.775 + 0.225));
  CHECK_EQ(wave(0.25), 0.75 * (0.775 + 0.225 * 0.75));
  CHECK_EQ(wave(-0.75), -0.75 * (0.775 + 0.225 * 0.75));
  CHECK(wave(-1.0) == 0);                                       // of either sign: it is added to 1
  CHECK_NEAR(wave(0.25), std::sin(std::acos(-1.0) / 4), 2e-3);  // "close to a sine"
}

/// The series of the rules, as written there.
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

TEST(ln_is_the_documented_series) {
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
