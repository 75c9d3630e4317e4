// The rows of a batch: worlds and the caller's arrays, and how one row is stepped and written.
#pragma once

#include "rules/legality.hpp"
#include "rules/step_record.hpp"

namespace envcore {

/// What happens to a world whose episode has ended.
enum class Autoreset : std::uint8_t {
  kNextStep,  // the next step resets it instead of acting
  kSameStep,  // the step that ended it resets it too and hands out the final observation beside
  kDisabled,  // nothing: the caller resets it
};

/// One pointer per info key, in the order of the spec; null where not asked for.
struct InfoColumns {
  std::array<void*, spec::kNInfo> values{};
  std::int8_t* end_cause = nullptr;
  std::int8_t* masks = nullptr;
};

/// The caller's arrays, one row per world. Final rows are written for worlds that just ended.
/// Observations and masks are brought up to date in place: nobody else may write to them.
struct BatchOutputs {
  float* observations = nullptr;
  double* rewards = nullptr;
  bool* terminated = nullptr;
  bool* truncated = nullptr;
  InfoColumns infos;
  bool* was_final = nullptr;  // same-step only, with the final rows
  float* final_observations = nullptr;
  InfoColumns final_infos;
};

/// All that a kernel needs of a batch.
struct BatchRows {
  World* worlds = nullptr;
  const EnvConfig* configs = nullptr;  // of the next episodes
  ActionSet* legal = nullptr;          // of each world as it stands
  std::uint8_t* is_stale = nullptr;  // 1: the observation is not that of the world before the step
  Autoreset autoreset = Autoreset::kNextStep;
  BatchOutputs out;
};

inline namespace ENVCORE_CLONE {

/// Step the worlds first..last-1 and write their rows.
void step_rows(const BatchRows& rows, const std::int64_t* actions, std::size_t first,
               std::size_t last);

/// Write the whole row of a world that was just reset or put in a state.
void write_start(const BatchRows& rows, std::size_t i);

}  // namespace ENVCORE_CLONE
}  // namespace envcore
