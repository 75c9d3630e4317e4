#include "vector/step_rows.hpp"

#include <cstring>

#include "numerics/prefetch_lines.hpp"
#include "rules/reward.hpp"
#include "rules/step.hpp"
#include "vector/prefetch.hpp"
#include "vector/write_rows.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

/// Rows are copied while they are in cache, but not right after they were written: loading what
/// smaller stores have just written stalls. Copying row by row takes 1.2 times as long.
constexpr std::size_t kRowsPerCopy = 32;

/// Prefetch for the worlds after i, one stage per step: each stage reads what the one before it
/// prefetched.
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
  if (rows.observations_copy != nullptr && i + 4 < last) {
    prefetch_lines(&row_of(i + 4), sizeof(spec::ObsRow));
  }
}

void copy_observations(const BatchRows& rows, std::size_t first, std::size_t last) {
  std::memcpy(&observation_row(rows.observations_copy, first),
              &observation_row(rows.out.observations, first),
              (last - first) * sizeof(spec::ObsRow));
}

void step_row(const BatchRows& rows, std::size_t i, std::int64_t action) {
  World& world = rows.worlds[i];
  if (rows.out.was_final != nullptr) rows.out.was_final[i] = false;
  if (has_ended(world)) {  // next-step autoreset: the action is ignored
    autoreset(world, rows.configs[i], rows.seed_set, rows.draws[i]);
    return write_start(rows, i);
  }

  const RewardMode mode = world.config.reward_mode;  // of the episode that this step belongs to
  const StepRecord record = step(world, action, contains(rows.legal[i], action));
  if (has_ended(world) && rows.autoreset == Autoreset::kSameStep) {
    write_final(rows, i, record);
    autoreset(world, rows.configs[i], rows.seed_set, rows.draws[i]);
    write_start(rows, i);
  } else {
    write_step(rows, i, record);
  }
  write_outcome(rows, i, reward_of(record, mode), record.end_cause);
}

}  // namespace

void step_rows(const BatchRows& rows, const std::int64_t* actions, std::size_t first,
               std::size_t last) {
  std::size_t copied = first;
  for (std::size_t i = first; i < last; ++i) {
    if (!rows.fit_in_cache) prefetch_after(rows, actions, i, last);
    step_row(rows, i, actions[i]);
    if (rows.observations_copy == nullptr) continue;
    if (i + 1 - copied == kRowsPerCopy || i + 1 == last) {
      copy_observations(rows, copied, i + 1);
      copied = i + 1;
    }
  }
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
