// The row of a world that steps alone: its observation and mask.
#pragma once

#include "rules/legality.hpp"
#include "rules/step_record.hpp"

namespace envcore {

/// The outputs of a world's current state.
struct SingleRow {
  spec::ObsRow observation{};
  std::array<std::int8_t, spec::kNActions> mask{};
  ActionSet legal;
};

inline namespace ENVCORE_ISA {

/// Write the whole row.
void write_single(const World& world, SingleRow& row);

/// Take one step and update the row, which must be that of the world before it.
StepRecord step_single(World& world, std::int64_t requested, SingleRow& row);

}  // namespace ENVCORE_ISA
}  // namespace envcore
