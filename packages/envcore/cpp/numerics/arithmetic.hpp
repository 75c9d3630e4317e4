// The functions of docs/world.md, section 1. Correctly rounded operations only: nothing of libm.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "generated/spec.hpp"
#include "numerics/isa_variant.hpp"
#include "numerics/optimization_barrier.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// b if b > a, else a: on a tie the first, zeros included.
constexpr double max(double a, double b) {
  optimization_barrier(a);
  optimization_barrier(b);
  return b > a ? b : a;
}

/// b if b < a, else a.
constexpr double min(double a, double b) {
  optimization_barrier(a);
  optimization_barrier(b);
  return b < a ? b : a;
}

constexpr double clamp(double x, double low, double high) { return min(max(x, low), high); }

constexpr double abs(double x) { return x < 0 ? -x : x; }

/// Correctly rounded; one instruction on every platform.
inline double sqrt(double x) { return std::sqrt(x); }

template <class Number>
constexpr Number square(const Number& x) {
  return x * x;
}

/// A season of the market, close to a sine over x in [-1, 1).
template <class Number>
constexpr Number wave(const Number& x) {
  const Number y = spec::kWaveSlope * x * (1 - abs(x));
  return y * (spec::kWaveLinear + spec::kWaveQuadratic * abs(y));
}

/// Natural logarithm of a normal number >= 1, by a series of fixed length.
constexpr double ln(double x) {
  // frexp for normal numbers: x = m * 2^e with m in [1/2, 1)
  const auto bits = std::bit_cast<std::uint64_t>(x);
  int e = static_cast<int>((bits >> 52) & 0x7FF) - 1022;
  double m = std::bit_cast<double>((bits & 0x000F'FFFF'FFFF'FFFFULL) | 0x3FE0'0000'0000'0000ULL);
  if (m < spec::kSqrtHalf) {
    m = 2 * m;
    e -= 1;
  }

  const double s = (m - 1) / (m + 1);
  const double q = s * s;
  double series = 1.0 / 19;
  for (int n = 17; n >= 1; n -= 2) series = 1.0 / n + q * series;
  return e * spec::kLn2 + 2 * s * series;
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
