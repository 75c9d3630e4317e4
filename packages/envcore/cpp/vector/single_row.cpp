#include "vector/single_row.hpp"

#include "rules/observation.hpp"
#include "rules/step.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

void write_single(const World& world, SingleRow& row) {
  pack_observation(world, row.observation);
  row.legal = legal_set(world);
  write_mask(row.legal, row.mask.data());
}

StepRecord step_single(World& world, std::int64_t requested, SingleRow& row) {
  const StepRecord record = step(world, requested, contains(row.legal, requested));
  update_observation(world, record, row.observation);
  const ActionSet legal = legal_set(world);
  if (legal != row.legal) {
    row.legal = legal;
    write_mask(legal, row.mask.data());
  }
  return record;
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
