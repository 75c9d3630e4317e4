#include "vector/batch.hpp"

#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace envcore {
namespace {

// worlds are far apart in memory: large pages keep their addresses at hand
constexpr std::align_val_t kLargePage{std::size_t{1} << 21};

}  // namespace

WorldArray::WorldArray(std::size_t count) {
  const std::size_t bytes = count * sizeof(World);
  void* memory = ::operator new(bytes, kLargePage);
#ifdef MADV_HUGEPAGE
  if (bytes >= static_cast<std::size_t>(kLargePage)) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
  // default, not value: what a reset will write anyway is not written here
  worlds_.reset(new (memory) World[count]);
}

void WorldArray::Free::operator()(World* worlds) const { ::operator delete(worlds, kLargePage); }

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

void Batch::reset_world(std::size_t i, std::uint64_t seed, std::uint64_t episode) {
  kernel_.reset(worlds_[i], configs_[i], seed, episode);
  kernel_.write_start(rows_, i);
}

void Batch::restore_world(std::size_t i, const World& world) {
  worlds_[i] = world;
  configs_[i] = world.config;
  kernel_.write_start(rows_, i);
}

void Batch::renew_threads() {
  // its threads do not exist here, so neither joining nor destroying what they wait on would end
  static_cast<void>(pool_.release());
  pool_ = std::make_unique<WorkerPool>(num_threads_);
}

void Batch::step(std::span<const std::int64_t> actions) {
  pool_->run(size(), [this, actions](std::size_t first, std::size_t last) {
    kernel_.step_rows(rows_, actions.data(), first, last);
  });
}

}  // namespace envcore
