#include "plain/plain_batch.hpp"

#include "plain/legality.hpp"
#include "plain/observation.hpp"
#include "plain/reward.hpp"

namespace envcore::plain {
namespace {

void write_observation(float* rows, std::size_t i, const World& world) {
  pack_observation(world, std::span<float, spec::kObsDim>(rows + i * spec::kObsDim, spec::kObsDim));
}

}  // namespace

void PlainBatch::reset_world(std::size_t i, std::uint64_t seed, std::uint64_t episode) {
  reset(worlds_[i], config_, seed, episode);
  write_row(i);
}

void PlainBatch::restore_world(std::size_t i, const World& world) {
  worlds_[i] = world;
  write_row(i);
}

void PlainBatch::write_row(std::size_t i) {
  write_observation(out_.observations, i, worlds_[i]);
  if (out_.masks == nullptr) return;
  std::int8_t* mask = out_.masks + i * spec::kNActions;
  pack_mask(worlds_[i], std::span<std::int8_t, spec::kNActions>(mask, spec::kNActions));
}

void PlainBatch::step(const std::int64_t* actions) {
  for (std::size_t i = 0; i < worlds_.size(); ++i) {
    World& world = worlds_[i];
    const StepRecord record = plain::step(world, actions[i]);
    out_.rewards[i] = reward_of(record, config_.reward_mode);
    out_.truncated[i] = spec::truncates(record.end_cause);
    out_.terminated[i] = has_ended(world) && !out_.truncated[i];
    if (has_ended(world)) {
      write_observation(out_.final_observations, i, world);
      reset(world, config_, world.chance.seed, world.chance.episode + 1);
    }
    write_row(i);
  }
}

}  // namespace envcore::plain
