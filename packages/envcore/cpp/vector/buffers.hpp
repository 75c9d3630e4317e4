// The memory of a batch: its worlds, and the arrays of the caller that steps write to.
#pragma once

#include <vector>

#include "rules/legality.hpp"
#include "vector/large_pages.hpp"

namespace envcore {

/// Contiguous worlds. Their memory is uninitialized and unused until they are reset.
class WorldArray {
 public:
  explicit WorldArray(std::size_t count);

  World& operator[](std::size_t i) { return worlds_[i]; }
  const World& operator[](std::size_t i) const { return worlds_[i]; }
  World* data() { return worlds_; }

 private:
  LargeMemory memory_;
  World* worlds_;
};

/// One pointer per info key, in the order of the spec; null where the caller has no such array.
struct InfoColumns {
  std::array<void*, spec::kNInfo> values{};
  std::int8_t* end_cause = nullptr;
  std::int8_t* masks = nullptr;
};

/// The caller's arrays, one row per world. Final rows are written for worlds that just ended.
/// Observations and masks are updated in place: callers must not write to them.
struct BatchOutputs {
  float* observations = nullptr;
  double* rewards = nullptr;
  bool* terminated = nullptr;
  bool* truncated = nullptr;
  InfoColumns infos;
  bool* was_final = nullptr;  // same-step autoreset only, as are the final rows
  float* final_observations = nullptr;
  InfoColumns final_infos;
};

/// Where the rows of one of these arrays are copied to.
struct OutputCopy {
  const char* from = nullptr;
  char* to = nullptr;
  std::size_t row_bytes = 0;
};

/// The copies that a step makes of the caller's arrays while their rows are in cache.
struct OutputCopies {
  float* observations = nullptr;
  std::vector<OutputCopy> others;
};

}  // namespace envcore
