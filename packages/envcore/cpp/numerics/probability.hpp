// From log-odds to probabilities and events: docs/world.md, section 1.
#pragma once

#include <array>

#include "numerics/arithmetic.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// Odds that grow about like e^x. This is the rule itself, not an approximation to improve.
inline double odds(double x) {
  const double h = x / spec::kOddsDivisor;
  const double root = h + sqrt(1 + h * h);
  return square(square(square(root)));
}

/// The probability in (0, 1) of an event with these log-odds.
inline double prob(double x) {
  const double ratio = odds(x);
  return ratio / (1 + ratio);
}

/// The probability that an event of probability p per tick happens within n >= 1 ticks.
constexpr double prob_within(double p, int n) {
  double none = 1 - p;
  for (int i = 1; i < n; ++i) none *= 1 - p;
  return 1 - none;
}

/// The table of prob_upper_bound starts at these log-odds and ends at 0.
inline constexpr int kLeastLogOdds = -16;

/// Bounds of prob(x) below -15, -14, ..., 0, and 1 for everything above.
consteval std::array<double, 1 - kLeastLogOdds> make_prob_upper_bounds() {
  std::array<double, 1 - kLeastLogOdds> bounds{};
  for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
    const double h = (kLeastLogOdds + 1 + static_cast<double>(i)) / spec::kOddsDivisor;
    double root = 1;
    for (int times = 0; times < 50; ++times) root = (root + (1 + h * h) / root) / 2;  // Newton
    const double ratio = square(square(square(h + root)));
    bounds[i] = ratio / (1 + ratio) * (1 + 1e-6);  // far more than any rounding error
  }
  bounds.back() = 1;
  return bounds;
}

/// An upper bound of prob(x), at most three times as large, from a table.
inline double prob_upper_bound(double x) {
  static constexpr auto kBounds = make_prob_upper_bounds();
  const double place = clamp(x - kLeastLogOdds, 0, -kLeastLogOdds);
  return kBounds[static_cast<std::size_t>(static_cast<int>(place))];
}

/// roll < prob(x). The bound settles most rolls without a division and a root.
inline bool happens(double x, double roll) { return roll < prob_upper_bound(x) && roll < prob(x); }

/// roll < prob_within(prob(x), n), likewise.
inline bool happens_within(double x, int n, double roll) {
  return roll < n * prob_upper_bound(x) && roll < prob_within(prob(x), n);
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
