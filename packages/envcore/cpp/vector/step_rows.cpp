#include "vector/step_rows.hpp"

#include "rules/info.hpp"
#include "rules/observation.hpp"
#include "rules/reward.hpp"
#include "rules/step.hpp"
#include "vector/prefetch.hpp"

namespace envcore::inline ENVCORE_CLONE {
namespace {

spec::ObsRow& observation_row(float* rows, std::size_t i) {
  return reinterpret_cast<spec::ObsRow*>(rows)[i];
}

void write_observation(const BatchRows& rows, std::size_t i) {
  pack_observation(rows.worlds[i], observation_row(rows.out.observations, i));
  rows.is_stale[i] = 0;
}

void write_mask(const InfoColumns& columns, std::size_t i, const ActionSet& legal) {
  if (columns.masks != nullptr) write_mask(legal, columns.masks + i * spec::kNActions);
}

/// Every info but the mask. Without a record: those of a world at rest.
void write_info_values(const InfoColumns& columns, std::size_t i, const World& world,
                       const StepRecord* record) {
  if (columns.end_cause == nullptr) return;
  columns.end_cause[i] = static_cast<std::int8_t>(world.end_cause);
  const spec::InfoRow row = record == nullptr ? info_at_rest(world) : info_of(world, *record);
  std::size_t key = 0;
  spec::visit_info(row, [&](const char* /*name*/, const auto& value) {
    using Value = std::decay_t<decltype(value)>;
    static_cast<Value*>(columns.values[key++])[i] = value;
  });
}

void write_final(const BatchRows& rows, std::size_t i, const StepRecord& record) {
  const World& world = rows.worlds[i];
  rows.out.was_final[i] = true;
  pack_observation(world, observation_row(rows.out.final_observations, i));
  write_mask(rows.out.final_infos, i, legal_set(world));
  write_info_values(rows.out.final_infos, i, world, &record);
}

void start_next_episode(const BatchRows& rows, std::size_t i) {
  const Chance chance = rows.worlds[i].chance;
  reset(rows.worlds[i], rows.configs[i], chance.seed, chance.episode + 1);
}

void write_step(const BatchRows& rows, std::size_t i, const StepRecord& record) {
  const World& world = rows.worlds[i];
  const bool is_stale = rows.is_stale[i] != 0;
  if (is_stale) {
    write_observation(rows, i);
  } else {
    update_observation(world, record, observation_row(rows.out.observations, i));
  }
  const ActionSet legal = legal_set(world);
  const bool is_new = legal.low != rows.legal[i].low || legal.high != rows.legal[i].high;
  rows.legal[i] = legal;
  if (is_new || is_stale) write_mask(rows.out.infos, i, legal);
  write_info_values(rows.out.infos, i, world, &record);
}

/// So many worlds stay near from one step to the next, and need not be asked for.
constexpr std::size_t kFewWorlds = 96;

/// Ask for the lines of the worlds after i. Where some of them lie is told by others: a world's
/// first come four steps ahead of it, then one kind a step.
void prefetch_after(const BatchRows& rows, const std::int64_t* actions, std::size_t i,
                    std::size_t last) {
  const auto row_of = [&](std::size_t j) -> const spec::ObsRow& {
    return observation_row(rows.out.observations, j);
  };
  if (i + 4 < last) prefetch_world(rows.worlds[i + 4]);
  if (i + 3 < last) prefetch_place(rows.worlds[i + 3], row_of(i + 3));
  if (i + 2 < last) {
    prefetch_effect(rows.worlds[i + 2], rows.legal[i + 2], actions[i + 2], row_of(i + 2));
  }
  if (i + 1 < last) prefetch_arrival(rows.worlds[i + 1], rows.legal[i + 1], actions[i + 1]);
}

void step_row(const BatchRows& rows, std::size_t i, std::int64_t action) {
  World& world = rows.worlds[i];
  const BatchOutputs& out = rows.out;
  if (out.was_final != nullptr) out.was_final[i] = false;
  if (has_ended(world)) {  // next-step autoreset: the action is not used
    start_next_episode(rows, i);
    return write_start(rows, i);
  }

  const RewardMode mode = world.config.reward_mode;  // of the episode that this step belongs to
  const StepRecord record = step(world, action, contains(rows.legal[i], action));
  if (has_ended(world) && rows.autoreset == Autoreset::kSameStep) {
    write_final(rows, i, record);
    start_next_episode(rows, i);
    write_start(rows, i);
  } else {
    write_step(rows, i, record);
  }
  out.rewards[i] = reward_of(record, mode);
  out.truncated[i] = record.end_cause == EndCause::kTimeout;
  out.terminated[i] = record.end_cause != EndCause::kNone && !out.truncated[i];
}

}  // namespace

void step_rows(const BatchRows& rows, const std::int64_t* actions, std::size_t first,
               std::size_t last) {
  const bool are_few = last - first <= kFewWorlds;
  for (std::size_t i = first; i < last; ++i) {
    if (!are_few) prefetch_after(rows, actions, i, last);
    step_row(rows, i, actions[i]);
  }
}

void write_start(const BatchRows& rows, std::size_t i) {
  const World& world = rows.worlds[i];
  const BatchOutputs& out = rows.out;
  write_observation(rows, i);
  rows.legal[i] = legal_set(world);
  write_mask(out.infos, i, rows.legal[i]);
  write_info_values(out.infos, i, world, nullptr);
  out.rewards[i] = 0;
  out.terminated[i] = false;
  out.truncated[i] = false;
}

}  // namespace envcore::inline ENVCORE_CLONE
