// N binary64 numbers side by side, without operators: simd.hpp has those.
#pragma once

#include <cstddef>

namespace envcore {

/// N numbers side by side; plain data, the same in every ISA variant.
template <std::size_t N>
struct Lanes {
  double values[N];

  constexpr double& operator[](std::size_t i) { return values[i]; }
  constexpr const double& operator[](std::size_t i) const { return values[i]; }
  static constexpr std::size_t size() { return N; }
  constexpr double* begin() { return values; }
  constexpr double* end() { return values + N; }
  constexpr const double* begin() const { return values; }
  constexpr const double* end() const { return values + N; }
  constexpr void fill(double x) {
    for (double& lane : values) lane = x;
  }
  bool operator==(const Lanes&) const = default;
};

}  // namespace envcore
