// The state of a world as bytes, and back. docs/world.md, section 8.
#pragma once

#include <span>

#include "rules/world.hpp"

namespace envcore {

/// More than the longest state: every node with six neighbors and every asteroid touched.
inline constexpr std::size_t kStateBytesMax = 48 * 1024;

/// A buffer for any state.
struct StateBytes {
  std::array<std::uint8_t, kStateBytesMax> data;  // valid up to size
  std::size_t size = 0;

  std::span<const std::uint8_t> view() const { return {data.data(), size}; }
};

/// Write the canonical state: little-endian, in the order of the spec.
void pack_canonical_state(const World& world, StateBytes& out);

/// Write magic, version, spec digest, length, canonical state and checksum.
void pack_state(const World& world, StateBytes& out);

/// Why bytes are not a state; `problem` is null if they are.
struct StateError {
  const char* problem = nullptr;
  const char* path = nullptr;  // of the value that is out of bounds, if that is the problem
  double value = 0;
  double low = 0;
  double high = 0;
};

/// Read what pack_state wrote. On an error the world is unchanged.
StateError unpack_state(std::span<const std::uint8_t> bytes, World& world);

}  // namespace envcore
