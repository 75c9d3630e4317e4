#include "batch_rows.hpp"

#include <cstddef>

#include "info.hpp"
#include "observation.hpp"
#include "reward.hpp"
#include "step.hpp"

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

/// So many worlds stay in a cache from one step to the next, and need not be asked for ahead.
constexpr std::size_t kFewWorlds = 128;

#ifdef __GNUC__

/// Ask for the cache lines that hold `bytes` bytes from here on.
void prefetch(const void* from, std::size_t bytes) {
  const auto* line = static_cast<const char*>(from);
  for (std::size_t offset = 0; offset < bytes; offset += 64) __builtin_prefetch(line + offset, 1);
}

/// What a step of world i reads first; the market is the last of it.
void prefetch_world(const BatchRows& rows, std::size_t i) {
  prefetch(&rows.worlds[i], offsetof(World, rocks));
}

/// What depends on where the ship is, and the ends of the row, which every step rewrites.
void prefetch_place(const BatchRows& rows, std::size_t i) {
  const World& world = rows.worlds[i];
  const Ship& ship = world.ship;
  prefetch(&node_here(world), sizeof(Node));
  if (ship.selected >= 0) {
    prefetch(&world.rocks[at(ship.selected)], sizeof(Rock));
    prefetch(&field_at(world, ship.node)[at(ship.selected)], sizeof(Asteroid));
  }
  const spec::ObsRow& row = observation_row(rows.out.observations, i);
  prefetch(&row, offsetof(spec::ObsRow, neighbors));
  prefetch(row.price_norm.data(), sizeof(spec::ObsRow) - offsetof(spec::ObsRow, price_norm));
}

#else
void prefetch_world(const BatchRows&, std::size_t) {}
void prefetch_place(const BatchRows&, std::size_t) {}
#endif

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
  const std::size_t asked = last - first <= kFewWorlds ? first : last;  // none, or all
  for (std::size_t i = first; i < last; ++i) {
    if (i + 2 < asked) prefetch_world(rows, i + 2);
    if (i + 1 < asked) prefetch_place(rows, i + 1);
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
