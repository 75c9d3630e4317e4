// Many worlds that step together and write to arrays of the caller.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "vector/isa_dispatch.hpp"
#include "vector/step_rows.hpp"
#include "vector/worker_pool.hpp"

namespace envcore {

class Batch {
 public:
  /// With a set of seeds, autoreset draws the seeds of next episodes from it.
  Batch(std::vector<EnvConfig> configs, Autoreset autoreset, int num_threads,
        const Kernel& kernel = chosen_kernel(), std::vector<std::uint64_t> seed_set = {});

  std::size_t size() const { return configs_.size(); }
  Autoreset autoreset() const { return rows_.autoreset; }
  const World& world(std::size_t i) const { return worlds_[i]; }

  /// Write to these arrays from now on; they must outlive every call.
  void set_outputs(const BatchOutputs& outputs);

  /// Start an episode of world i with its next options, and write its row.
  void reset_world(std::size_t i, const RngKey& key);

  /// Restore world i from another world and write its row.
  void restore_world(std::size_t i, const World& world);

  /// Draw the next seed of world i from the set, which is not empty.
  std::uint64_t draw_world_seed(std::size_t i) { return draw_seed(seed_set_, draws_[i]); }

  /// The draws of world i; by default it has stream i.
  const SeedDraws& draws(std::size_t i) const { return draws_[i]; }
  void set_draws(std::size_t i, const SeedDraws& draws) { draws_[i] = draws; }
  bool has_seed_set() const { return !seed_set_.empty(); }

  /// The options of world i from its next episode on.
  void set_next_config(std::size_t i, const EnvConfig& config) { configs_[i] = config; }
  const EnvConfig& next_config(std::size_t i) const { return configs_[i]; }

  /// Start new threads in a forked child, where those of the parent do not exist.
  void renew_threads();

  /// Step every world, and copy its row where copies are wanted. With autoreset disabled no world
  /// may have ended.
  void step(std::span<const std::int64_t> actions, const OutputCopies& copies = {});

  /// Copy the rows of all worlds as they are.
  void copy_outputs(const OutputCopies& copies) const;

 private:
  const Kernel& kernel_;
  std::vector<EnvConfig> configs_;
  std::vector<std::uint64_t> seed_set_;
  std::vector<SeedDraws> draws_;
  WorldArray worlds_;
  std::vector<ActionSet> legal_;
  std::vector<std::uint8_t> is_stale_;
  int num_threads_;
  std::unique_ptr<WorkerPool> pool_;
  BatchRows rows_;
};

}  // namespace envcore
