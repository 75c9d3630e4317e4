// Which actions are legal: the one place that says so, for the mask and the step alike.
#pragma once

#include <span>

#include "rules/world.hpp"

namespace envcore {

/// A set of actions: bit i of the two words together for action i.
struct ActionSet {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

inline namespace ENVCORE_CLONE {

/// The actions that are legal now. HOLD_DRIFT always is.
ActionSet legal_set(const World& world);

/// Whether the set has the action. Any integer may be asked about.
bool contains(const ActionSet& set, std::int64_t action);

/// Write 1 for every action of the set and 0 for every other.
void write_mask(const ActionSet& set, std::int8_t* mask);

/// Whether the action is legal now.
bool is_legal(const World& world, std::int64_t action);

/// Write 1 for every legal action and 0 for every other.
void pack_mask(const World& world, std::span<std::int8_t, spec::kNActions> mask);

}  // namespace ENVCORE_CLONE
}  // namespace envcore
