// The row of a world that steps alone: what is seen of it, brought up to date by every step.
#pragma once

#include "rules/legality.hpp"
#include "rules/step_record.hpp"

namespace envcore {

/// What a world shows, as it stands.
struct SingleRow {
  spec::ObsRow observation{};
  std::array<std::int8_t, spec::kNActions> mask{};
  ActionSet legal;
};

inline namespace ENVCORE_CLONE {

/// Write the whole row.
void write_single(const World& world, SingleRow& row);

/// Take one step, as `step` does, and bring the row of the world before it up to date.
StepRecord step_single(World& world, std::int64_t wanted, SingleRow& row);

}  // namespace ENVCORE_CLONE
}  // namespace envcore
