// Writes one world's row of the caller's arrays.
#pragma once

#include "rules/step_record.hpp"
#include "vector/step_rows.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

inline spec::ObsRow& observation_row(float* rows, std::size_t i) {
  return reinterpret_cast<spec::ObsRow*>(rows)[i];
}

/// Write the row of a world after a step that its episode survived, or that ended it.
void write_step(const BatchRows& rows, std::size_t i, const StepRecord& record);

/// Write the row of a world that was just reset or restored.
void write_start(const BatchRows& rows, std::size_t i);

/// Write the final row of a world whose episode has just ended.
void write_final(const BatchRows& rows, std::size_t i, const StepRecord& record);

/// Write reward and flags of a step.
void write_outcome(const BatchRows& rows, std::size_t i, double reward, EndCause cause);

}  // namespace ENVCORE_ISA
}  // namespace envcore
