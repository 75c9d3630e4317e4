// Samples: what the rules make of a 64-bit random word. docs/world.md, section 2.
#pragma once

#include <cstdint>

#include "generated/spec.hpp"
#include "numerics/isa_variant.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// A number in [0, 1), a multiple of 2^-53.
constexpr double uniform01(std::uint64_t word) { return static_cast<double>(word >> 11) * 0x1p-53; }

/// An integer in 0..n-1.
constexpr int uniform_int(std::uint64_t word, int n) {
  return static_cast<int>(((word >> 32) * static_cast<std::uint64_t>(n)) >> 32);
}

/// Close to a standard normal number: mean 0, variance 1, |z| < 3.47.
constexpr double approx_normal(std::uint64_t word) {
  const int sum = static_cast<int>((word & 0xFFFF) + ((word >> 16) & 0xFFFF) +
                                   ((word >> 32) & 0xFFFF) + (word >> 48));
  return (sum - spec::kBellCenter) * spec::kBellScale;
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
