// Which actions are legal: the only place that decides it, for the mask and the step alike.
// docs/interface.md, actions.
#pragma once

#include "rules/action_mask.hpp"
#include "rules/world.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// The actions that are legal now. HOLD_DRIFT always is.
ActionSet legal_set(const World& world);

/// Whether the action, any integer, is legal now.
bool is_legal(const World& world, std::int64_t action);

/// Write 1 for every legal action and 0 for every other.
void pack_mask(const World& world, std::span<std::int8_t, spec::kNActions> mask);

}  // namespace ENVCORE_ISA
}  // namespace envcore
