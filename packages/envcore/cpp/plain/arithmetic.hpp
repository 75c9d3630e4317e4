// The few functions of section 1 of the rules. Correctly rounded operations only: no libm here.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "generated/spec.hpp"

namespace envcore::plain {

/// b if b > a, else a (so that ties and zeros keep the first).
constexpr double larger(double a, double b) { return b > a ? b : a; }

/// b if b < a, else a.
constexpr double smaller(double a, double b) { return b < a ? b : a; }

constexpr double clamp(double x, double low, double high) { return smaller(larger(x, low), high); }

constexpr double square(double x) { return x * x; }

constexpr double magnitude(double x) { return x < 0 ? -x : x; }

/// Square root, rounded correctly; a single instruction wherever we run.
inline double square_root(double x) { return std::sqrt(x); }

/// Odds that grow about like e^x; the rule itself, not an approximation to improve.
inline double odds(double x) {
  const double h = x / spec::kOddsDivisor;
  const double root = h + square_root(1 + h * h);
  return square(square(square(root)));
}

/// Probability in (0, 1) with these log-odds.
inline double chance_of(double x) {
  const double ratio = odds(x);
  return ratio / (1 + ratio);
}

/// Probability that something of probability p per tick happens within n >= 1 ticks.
constexpr double over(double p, int n) {
  double none = 1 - p;
  for (int i = 1; i < n; ++i) none *= 1 - p;
  return 1 - none;
}

/// A season: close to a sine over x in [-1, 1).
constexpr double wave(double x) {
  const double y = spec::kWaveSlope * x * (1 - magnitude(x));
  return y * (spec::kWaveLinear + spec::kWaveQuadratic * magnitude(y));
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

}  // namespace envcore::plain
