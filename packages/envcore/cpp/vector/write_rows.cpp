#include "vector/write_rows.hpp"

#include "rules/episode_end.hpp"
#include "rules/info.hpp"
#include "rules/observation.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

void write_observation(const BatchRows& rows, std::size_t i) {
  pack_observation(rows.worlds[i], observation_row(rows.out.observations, i));
  rows.is_stale[i] = 0;
}

void write_mask(const InfoColumns& columns, std::size_t i, const ActionSet& legal) {
  if (columns.masks != nullptr) write_mask(legal, columns.masks + i * spec::kNActions);
}

/// Write every info value but the mask. Without a record: those of a world without a step.
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

}  // namespace

void write_step(const BatchRows& rows, std::size_t i, const StepRecord& record) {
  const World& world = rows.worlds[i];
  const bool is_stale = rows.is_stale[i] != 0;
  if (is_stale) {
    write_observation(rows, i);
  } else {
    update_observation(world, record, observation_row(rows.out.observations, i));
  }
  const ActionSet legal = legal_set(world);
  if (is_stale || legal != rows.legal[i]) write_mask(rows.out.infos, i, legal);
  rows.legal[i] = legal;
  write_info_values(rows.out.infos, i, world, &record);
}

void write_start(const BatchRows& rows, std::size_t i) {
  const World& world = rows.worlds[i];
  write_observation(rows, i);
  rows.legal[i] = legal_set(world);
  write_mask(rows.out.infos, i, rows.legal[i]);
  write_info_values(rows.out.infos, i, world, nullptr);
  write_outcome(rows, i, 0, EndCause::kNone);
}

void write_final(const BatchRows& rows, std::size_t i, const StepRecord& record) {
  const World& world = rows.worlds[i];
  rows.out.was_final[i] = true;
  pack_observation(world, observation_row(rows.out.final_observations, i));
  write_mask(rows.out.final_infos, i, legal_set(world));
  write_info_values(rows.out.final_infos, i, world, &record);
}

void write_outcome(const BatchRows& rows, std::size_t i, double reward, EndCause cause) {
  const EndFlags flags = flags_of(cause);
  rows.out.rewards[i] = reward;
  rows.out.terminated[i] = flags.terminated;
  rows.out.truncated[i] = flags.truncated;
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
