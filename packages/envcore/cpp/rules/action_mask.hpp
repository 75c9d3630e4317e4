// Sets of actions, and the action mask that callers see.
#pragma once

#include <cstdint>
#include <span>

#include "generated/spec.hpp"
#include "numerics/mask_bytes.hpp"

namespace envcore {

using spec::ActionId;

/// A set of actions: bit i of the two words together for action i.
struct ActionSet {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  bool operator==(const ActionSet&) const = default;
};

inline namespace ENVCORE_ISA {

/// Add an action, or several that follow each other: bit i of `which` adds action first + i.
constexpr void add_if(bool condition, ActionSet& set, ActionId first, std::uint64_t which = 1) {
  const auto place = static_cast<unsigned>(first);
  if (place < 64) {
    set.low |= std::uint64_t{condition} * which << place;
  } else {
    set.high |= std::uint64_t{condition} * which << (place - 64);
  }
}

/// Whether the set has the action, which may be any integer.
constexpr bool contains(const ActionSet& set, std::int64_t action) {
  if (action < 0 || action >= spec::kNActions) return false;
  return (((action < 64 ? set.low : set.high) >> (action % 64)) & 1U) != 0;
}

/// Write 1 for every action of the set and 0 for every other.
inline void write_mask(const ActionSet& set, std::int8_t* mask) {
  write_bits_as_bytes(set.low, mask);
  for (int i = 64; i < spec::kNActions; ++i) {
    mask[i] = static_cast<std::int8_t>((set.high >> (i - 64)) & 1U);
  }
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
