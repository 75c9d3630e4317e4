#include "batch.hpp"

#include "info.hpp"
#include "legality.hpp"
#include "observation.hpp"
#include "reward.hpp"
#include "step.hpp"

namespace envcore {
namespace {

void write_observation(float* rows, std::size_t i, const World& world) {
  pack_observation(world, std::span<float, spec::kObsDim>(rows + i * spec::kObsDim, spec::kObsDim));
}

void write_infos(const InfoColumns& columns, std::size_t i, const World& world,
                 const spec::InfoRow& row) {
  if (columns.masks != nullptr) {
    std::int8_t* mask = columns.masks + i * spec::kNActions;
    pack_mask(world, std::span<std::int8_t, spec::kNActions>(mask, spec::kNActions));
  }
  if (columns.end_cause == nullptr) return;
  columns.end_cause[i] = static_cast<std::int8_t>(world.end_cause);
  std::size_t key = 0;
  spec::visit_info(row, [&](const char* /*name*/, const auto& value) {
    using Value = std::decay_t<decltype(value)>;
    static_cast<Value*>(columns.values[key++])[i] = value;
  });
}

}  // namespace

Batch::Batch(std::vector<EnvConfig> configs, Autoreset autoreset, int num_threads)
    : configs_(std::move(configs)),
      worlds_(configs_.size()),
      autoreset_(autoreset),
      num_threads_(num_threads),
      pool_(std::make_unique<WorkerPool>(num_threads)) {}

void Batch::reset_world(std::size_t i, std::uint64_t seed, std::uint64_t episode) {
  reset(worlds_[i], configs_[i], seed, episode);
  write_start(i);
}

void Batch::restore_world(std::size_t i, const World& world) {
  worlds_[i] = world;
  configs_[i] = world.config;
  write_start(i);
}

void Batch::renew_threads() {
  // its threads do not exist here, so neither joining nor destroying what they wait on would end
  static_cast<void>(pool_.release());
  pool_ = std::make_unique<WorkerPool>(num_threads_);
}

void Batch::step(std::span<const std::int64_t> actions) {
  pool_->run(worlds_.size(), [this, actions](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) step_world(i, actions[i]);
  });
}

void Batch::step_world(std::size_t i, std::int64_t action) {
  World& world = worlds_[i];
  if (out_.was_final != nullptr) out_.was_final[i] = false;
  if (has_ended(world)) {  // next-step autoreset: the action is not used
    start_next_episode(i);
    return write_start(i);
  }

  const RewardMode mode = world.config.reward_mode;  // of the episode that this step belongs to
  const StepRecord record = envcore::step(world, action);
  if (has_ended(world) && autoreset_ == Autoreset::kSameStep) {
    write_final(i, record);
    start_next_episode(i);
    write_start(i);
  } else {
    write_observation(out_.observations, i, world);
    write_infos(out_.infos, i, world, info_of(world, record));
  }
  write_step(i, record, mode);
}

void Batch::write_step(std::size_t i, const StepRecord& record, RewardMode mode) {
  out_.rewards[i] = reward_of(record, mode);
  out_.truncated[i] = record.end_cause == EndCause::kTimeout;
  out_.terminated[i] = record.end_cause != EndCause::kNone && !out_.truncated[i];
}

void Batch::write_final(std::size_t i, const StepRecord& record) {
  const World& world = worlds_[i];
  out_.was_final[i] = true;
  write_observation(out_.final_observations, i, world);
  write_infos(out_.final_infos, i, world, info_of(world, record));
}

void Batch::write_start(std::size_t i) {
  const World& world = worlds_[i];
  write_observation(out_.observations, i, world);
  write_infos(out_.infos, i, world, info_at_rest(world));
  out_.rewards[i] = 0;
  out_.terminated[i] = false;
  out_.truncated[i] = false;
}

void Batch::start_next_episode(std::size_t i) {
  const Chance chance = worlds_[i].chance;
  reset(worlds_[i], configs_[i], chance.seed, chance.episode + 1);
}

}  // namespace envcore
