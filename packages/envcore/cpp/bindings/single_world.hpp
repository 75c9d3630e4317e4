// One world as Python holds it: with its outputs and the record of its last step.
#pragma once

#include <cstdint>
#include <optional>

#include "rules/info.hpp"
#include "vector/isa_dispatch.hpp"

namespace envcore::bindings {

/// A world with the record of its last step.
struct SingleWorld {
  World world;
  std::optional<StepRecord> record;
  SingleRow cached_row;  // of the current state, unless stale
  bool is_row_stale = true;
  std::uint64_t changes = 0;  // how often it was changed other than by a step, which takes time

  spec::InfoRow info() const { return record ? info_of(world, *record) : info_at_rest(world); }

  /// The row of the current state; an episode must have been started.
  SingleRow& row() {
    if (is_row_stale) chosen_kernel().write_single(world, cached_row);
    is_row_stale = false;
    return cached_row;
  }

  /// Drop record and row, after a reset or a restored state.
  void clear_outputs() {
    record.reset();
    is_row_stale = true;
    ++changes;
  }
};

inline bool is_started(const World& world) { return world.belt.node_count > 0; }

}  // namespace envcore::bindings
