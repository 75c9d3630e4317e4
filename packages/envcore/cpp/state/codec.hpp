// The canonical state of a world as bytes, its digest, and the way back.
#pragma once

#include <span>

#include "rules/world.hpp"

namespace envcore {

/// More than the longest state has: every node with six neighbors and every asteroid touched.
inline constexpr std::size_t kStateBytesMax = 48 * 1024;

/// Bytes with room for any state.
struct StateBytes {
  std::array<std::uint8_t, kStateBytesMax> data;  // valid up to size
  std::size_t size = 0;

  std::span<const std::uint8_t> view() const { return {data.data(), size}; }
};

/// Write the canonical state: little-endian, in the order of the spec.
void pack_canonical_state(const World& world, StateBytes& out);

using StateDigest = std::array<std::uint8_t, 16>;

/// The first 16 bytes of the SHA-256 of the canonical state.
StateDigest state_digest(const World& world);

/// Write magic, version, spec digest, length, canonical state and checksum.
void pack_state(const World& world, StateBytes& out);

/// Why some bytes are no state. `problem` is null where they are one.
struct StateError {
  const char* problem = nullptr;
  const char* path = nullptr;  // the value that is out of bounds, if it is one
  double value = 0;
  double low = 0;
  double high = 0;
};

/// Read what pack_state wrote. On an error the world is left as it was.
StateError unpack_state(std::span<const std::uint8_t> bytes, World& world);

}  // namespace envcore
