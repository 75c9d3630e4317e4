#include "vector/batch.hpp"

#include <algorithm>
#include <cstring>

namespace envcore {
namespace {

/// Up to this many worlds fit in cache; prefetching does not pay.
constexpr std::size_t kWorldsInCache = 96;
/// The rows of this many worlds do so, too: small columns are copied after each such part.
constexpr std::size_t kRowsInCache = 1024;

void copy_rows(const OutputCopy& copy, std::size_t first, std::size_t last) {
  std::memcpy(copy.to + first * copy.row_bytes, copy.from + first * copy.row_bytes,
              (last - first) * copy.row_bytes);
}

}  // namespace

Batch::Batch(std::vector<EnvConfig> configs, Autoreset autoreset, int num_threads,
             const Kernel& kernel, std::vector<std::uint64_t> seed_set)
    : kernel_(kernel),
      configs_(std::move(configs)),
      seed_set_(std::move(seed_set)),
      draws_(configs_.size()),
      worlds_(configs_.size()),
      legal_(configs_.size()),
      is_stale_(configs_.size(), 1),
      num_threads_(num_threads),
      pool_(std::make_unique<WorkerPool>(num_threads)) {
  rows_ = {.worlds = worlds_.data(),
           .configs = configs_.data(),
           .seed_set = seed_set_,
           .draws = draws_.data(),
           .legal = legal_.data(),
           .is_stale = is_stale_.data(),
           .autoreset = autoreset,
           .fit_in_cache = configs_.size() <= kWorldsInCache,
           .out = {}};
  for (std::size_t i = 0; i < draws_.size(); ++i) draws_[i].stream = i;
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

void Batch::step(std::span<const std::int64_t> actions, const OutputCopies& copies) {
  BatchRows rows = rows_;
  rows.observations_copy = copies.observations;
  const auto step_part = [&](std::size_t first, std::size_t last) {
    for (; first < last; first += kRowsInCache) {
      const std::size_t end = std::min(last, first + kRowsInCache);
      kernel_.step_rows(rows, actions.data(), first, end);
      for (const OutputCopy& copy : copies.others) copy_rows(copy, first, end);
    }
  };
  pool_->run(size(), [&step_part](std::size_t first, std::size_t last) { step_part(first, last); });
}

void Batch::copy_outputs(const OutputCopies& copies) const {
  std::memcpy(copies.observations, rows_.out.observations, size() * sizeof(spec::ObsRow));
  for (const OutputCopy& copy : copies.others) copy_rows(copy, 0, size());
}

}  // namespace envcore
