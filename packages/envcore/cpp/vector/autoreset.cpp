#include "vector/autoreset.hpp"

#include "rules/step.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

void autoreset(World& world, const EnvConfig& config) {
  reset(world, config, next_episode(world.chance));
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
