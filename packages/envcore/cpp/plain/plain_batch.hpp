// The plain batch: one world at a time, every row written whole. The reference for the native
// batch.
#pragma once

#include <cstddef>
#include <vector>

#include "plain/step.hpp"

namespace envcore::plain {

/// The caller's arrays, one row per world; null for an array that is not wanted.
struct PlainOutputs {
  float* observations = nullptr;
  double* rewards = nullptr;
  bool* terminated = nullptr;
  bool* truncated = nullptr;
  std::int8_t* masks = nullptr;
  float* final_observations = nullptr;  // written for worlds that just ended
};

/// Worlds with same-step autoreset, stepped in the most straightforward way.
class PlainBatch {
 public:
  PlainBatch(std::size_t num_worlds, const EnvConfig& config)
      : config_(config), worlds_(num_worlds) {}

  std::size_t size() const { return worlds_.size(); }
  const World& world(std::size_t i) const { return worlds_[i]; }
  void set_outputs(const PlainOutputs& outputs) { out_ = outputs; }

  /// Start an episode of world i and write its row.
  void reset_world(std::size_t i, std::uint64_t seed, std::uint64_t episode);

  /// Put world i in a state and write its row.
  void restore_world(std::size_t i, const World& world);

  /// Step every world; `actions` has one for each.
  void step(const std::int64_t* actions);

 private:
  void write_row(std::size_t i);

  EnvConfig config_;
  std::vector<World> worlds_;
  PlainOutputs out_;
};

}  // namespace envcore::plain
