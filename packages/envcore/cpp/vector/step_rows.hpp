// Steps a range of worlds and writes their rows of the caller's arrays.
#pragma once

#include "vector/autoreset.hpp"
#include "vector/buffers.hpp"

namespace envcore {

/// Everything that stepping reads and writes.
struct BatchRows {
  World* worlds = nullptr;
  const EnvConfig* configs = nullptr;       // of the next episodes
  std::span<const std::uint64_t> seed_set;  // that next episodes are drawn from; empty: none
  SeedDraws* draws = nullptr;
  ActionSet* legal = nullptr;        // of each current state
  std::uint8_t* is_stale = nullptr;  // 1: the row's observation is not that of the current state
  Autoreset autoreset = Autoreset::kNextStep;
  bool fit_in_cache = true;  // the worlds of the whole batch: there is nothing to prefetch
  BatchOutputs out;
  float* observations_copy = nullptr;  // also gets each row after its step, unless null
};

inline namespace ENVCORE_ISA {

/// Step the worlds first..last-1 and write their rows.
void step_rows(const BatchRows& rows, const std::int64_t* actions, std::size_t first,
               std::size_t last);

}  // namespace ENVCORE_ISA
}  // namespace envcore
