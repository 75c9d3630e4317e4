// Many worlds stepped together into arrays that the caller owns, with Gymnasium's autoreset modes.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "vector/isa_dispatch.hpp"
#include "vector/step_rows.hpp"
#include "vector/worker_pool.hpp"

namespace envcore {

/// Worlds side by side, not made yet: memory for one is only used once it is reset.
class WorldArray {
 public:
  explicit WorldArray(std::size_t count);

  World& operator[](std::size_t i) { return worlds_[i]; }
  const World& operator[](std::size_t i) const { return worlds_[i]; }
  World* data() { return worlds_.get(); }

 private:
  struct Free {
    void operator()(World* worlds) const;
  };
  std::unique_ptr<World[], Free> worlds_;
};

class Batch {
 public:
  Batch(std::vector<EnvConfig> configs, Autoreset autoreset, int num_threads,
        const Kernel& kernel = chosen_kernel());

  std::size_t size() const { return configs_.size(); }
  Autoreset autoreset() const { return rows_.autoreset; }
  const World& world(std::size_t i) const { return worlds_[i]; }

  /// Use these arrays from now on; they must outlive every call. Rows are written from the next
  /// reset or step on.
  void set_outputs(const BatchOutputs& outputs);

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
  const Kernel& kernel_;
  std::vector<EnvConfig> configs_;
  WorldArray worlds_;
  std::vector<ActionSet> legal_;
  std::vector<std::uint8_t> is_stale_;
  int num_threads_;
  std::unique_ptr<WorkerPool> pool_;
  BatchRows rows_;
};

}  // namespace envcore
