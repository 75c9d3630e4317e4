// The exponential function from correctly rounded operations only: nothing of libm.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "numerics/arithmetic.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// 1 / n! for n = 0..13.
consteval std::array<double, 14> make_inverse_factorials() {
  std::array<double, 14> inverses{};
  double factorial = 1;
  for (std::size_t n = 0; n < inverses.size(); ++n) {
    if (n > 0) factorial *= static_cast<double>(n);
    inverses[n] = 1 / factorial;
  }
  return inverses;
}

/// e^x to about one unit in the last place, for x clamped to -700..700; NaN gives a number.
constexpr double exp(double x) {
  constexpr auto kInverseFactorials = make_inverse_factorials();
  constexpr double kLog2E = 1.4426950408889634;
  constexpr double kLn2High =
      6.93147180369123816490e-01;  // its low bits are 0: k * kLn2High is exact
  constexpr double kLn2Low = 1.90821492927058770002e-10;
  x = x > -700 ? x : -700.0;
  x = x < 700 ? x : 700.0;
  // x = k * ln 2 + r with |r| <= ln 2 / 2
  const int k = static_cast<int>(x * kLog2E + (x < 0 ? -0.5 : 0.5));
  const double r = (x - k * kLn2High) - k * kLn2Low;
  double series = kInverseFactorials.back();
  for (std::size_t n = kInverseFactorials.size() - 1; n-- > 0;) {
    series = kInverseFactorials[n] + r * series;
  }
  return series * std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
