// Many worlds stepped together into arrays that the caller owns, with Gymnasium's autoreset modes.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "step_record.hpp"
#include "worker_pool.hpp"

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

class Batch {
 public:
  Batch(std::vector<EnvConfig> configs, Autoreset autoreset, int num_threads);

  std::size_t size() const { return worlds_.size(); }
  Autoreset autoreset() const { return autoreset_; }
  const World& world(std::size_t i) const { return worlds_[i]; }

  /// Use these arrays from now on; they must outlive every call.
  void set_outputs(const BatchOutputs& outputs) { out_ = outputs; }

  /// Start an episode of world i, with the options it was made with, and write its row.
  void reset_world(std::size_t i, std::uint64_t seed, std::uint64_t episode);

  /// Put world i in a state and write its row.
  void restore_world(std::size_t i, const World& world);

  /// The options of world i from its next episode on.
  void set_next_config(std::size_t i, const EnvConfig& config) { configs_[i] = config; }
  const EnvConfig& next_config(std::size_t i) const { return configs_[i]; }

  /// Start threads anew in a forked child, where the pool's own are gone; the old pool is left be.
  void renew_threads();

  /// Step every world. With autoreset disabled no world may have ended.
  void step(std::span<const std::int64_t> actions);

 private:
  void step_world(std::size_t i, std::int64_t action);
  void write_step(std::size_t i, const StepRecord& record, RewardMode mode);
  void write_final(std::size_t i, const StepRecord& record);
  void write_start(std::size_t i);
  void start_next_episode(std::size_t i);

  std::vector<EnvConfig> configs_;
  std::vector<World> worlds_;
  Autoreset autoreset_;
  int num_threads_;
  std::unique_ptr<WorkerPool> pool_;
  BatchOutputs out_;
};

}  // namespace envcore
