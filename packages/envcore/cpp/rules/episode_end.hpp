// How an episode ends: causes, and the flags that Gymnasium derives from them.
#pragma once

#include "rules/step_record.hpp"

namespace envcore {

struct EndFlags {
  bool terminated = false;
  bool truncated = false;
};

inline namespace ENVCORE_ISA {

/// Gymnasium's flags of an end; both false without one.
constexpr EndFlags flags_of(EndCause cause) {
  const bool truncated = spec::truncates(cause);
  return {.terminated = cause != EndCause::kNone && !truncated, .truncated = truncated};
}

/// Decide whether the episode has ended, and record why.
void judge_end(World& world, StepRecord& record);

}  // namespace ENVCORE_ISA
}  // namespace envcore
