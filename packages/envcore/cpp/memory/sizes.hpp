// Sizes of a ship's memory, and arrays of them.
#pragma once

#include <array>
#include <cstddef>
#include <limits>

#include "generated/spec.hpp"

namespace envcore::memory {

inline constexpr std::size_t kNodes = spec::kMaxNodes;
inline constexpr std::size_t kEdges = spec::kMaxNeighbors;
inline constexpr std::size_t kRocks = spec::kMaxAsteroids;
inline constexpr std::size_t kCommodities = spec::kNCommodities;
inline constexpr std::size_t kStation = 0;
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// Credits that a tick is worth elsewhere: while rich rocks are left, and long after.
inline constexpr std::array<double, 2> kTickValues = {80.0, 20.0};
inline constexpr std::size_t kTickValueCount = kTickValues.size();
/// Credits of the largest surplus that features show, for each of them.
inline constexpr std::array<double, 2> kSurplusScales = {40'000, 80'000};

template <class Value>
using PerEdge = std::array<Value, kEdges>;
template <class Value>
using PerRock = std::array<Value, kRocks>;
template <class Value>
using PerCommodity = std::array<Value, kCommodities>;
template <class Value>
using PerNode = std::array<Value, kNodes>;
template <class Value>
using PerTickValue = std::array<Value, kTickValueCount>;

/// An array whose elements are equal.
template <class Array>
constexpr Array filled(const typename Array::value_type& value) {
  Array array{};
  array.fill(value);
  return array;
}

}  // namespace envcore::memory
