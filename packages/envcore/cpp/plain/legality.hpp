// Which actions are legal: the one place that says so, for the mask and the step alike.
#pragma once

#include <span>

#include "plain/world.hpp"

namespace envcore::plain {

/// Whether the action is legal now. Any integer may be asked about.
bool is_legal(const World& world, std::int64_t action);

/// Write 1 for every legal action and 0 for every other. HOLD_DRIFT is always legal.
void pack_mask(const World& world, std::span<std::int8_t, spec::kNActions> mask);

}  // namespace envcore::plain
