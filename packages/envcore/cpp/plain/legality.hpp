// Which actions are legal: the one definition, used by the mask and by the step.
#pragma once

#include <span>

#include "plain/world.hpp"

namespace envcore::plain {

/// Whether the action is legal now. Any integer is allowed.
bool is_legal(const World& world, std::int64_t action);

/// Write 1 for every legal action and 0 for every other. HOLD_DRIFT is always legal.
void pack_mask(const World& world, std::span<std::int8_t, spec::kNActions> mask);

}  // namespace envcore::plain
