// The exponential function.
#include "numerics/exponential.hpp"

#include <cmath>

#include "tests/check.hpp"

namespace envcore::tests {
namespace {

TEST(exp_is_accurate) {
  CHECK_EQ(exp(0), 1.0);
  for (double x = -40; x < 40; x += 1.0 / 128) {
    CHECK_NEAR(exp(x) / std::exp(x), 1, 4.5e-16);
  }
}

TEST(exp_stays_finite) {
  CHECK_EQ(exp(1e300), exp(700));
  CHECK_EQ(exp(-1e300), exp(-700));
  CHECK(exp(-700) > 0);
  CHECK(std::isfinite(exp(700)));
  CHECK(std::isfinite(exp(std::nan(""))));
}

}  // namespace
}  // namespace envcore::tests
