#include "vector/batch.hpp"

namespace envcore {

Batch::Batch(std::vector<EnvConfig> configs, Autoreset autoreset, int num_threads,
             const Kernel& kernel)
    : kernel_(kernel),
      configs_(std::move(configs)),
      worlds_(configs_.size()),
      legal_(configs_.size()),
      is_stale_(configs_.size(), 1),
      num_threads_(num_threads),
      pool_(std::make_unique<WorkerPool>(num_threads)) {
  rows_ = {.worlds = worlds_.data(),
           .configs = configs_.data(),
           .legal = legal_.data(),
           .is_stale = is_stale_.data(),
           .autoreset = autoreset,
           .out = {}};
}

void Batch::set_outputs(const BatchOutputs& outputs) {
  rows_.out = outputs;
  is_stale_.assign(is_stale_.size(), 1);
}

void Batch::reset_world(std::size_t i, const RngKey& key) {
  kernel_.reset(worlds_[i], configs_[i], key);
  kernel_.write_start(rows_, i);
}

void Batch::restore_world(std::size_t i, const World& world) {
  worlds_[i] = world;
  configs_[i] = world.config;
  kernel_.write_start(rows_, i);
}

void Batch::renew_threads() {
  // leaked: its threads do not exist here, so its destructor would wait for them forever
  static_cast<void>(pool_.release());
  pool_ = std::make_unique<WorkerPool>(num_threads_);
}

void Batch::step(std::span<const std::int64_t> actions) {
  pool_->run(size(), [this, actions](std::size_t first, std::size_t last) {
    kernel_.step_rows(rows_, actions.data(), first, last);
  });
}

}  // namespace envcore
