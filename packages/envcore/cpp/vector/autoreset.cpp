#include "vector/autoreset.hpp"

#include "rules/step.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

void autoreset(World& world, const EnvConfig& config, std::span<const std::uint64_t> seeds,
               SeedDraws& draws) {
  const RngKey next =
      seeds.empty() ? next_episode(world.chance) : RngKey{.seed = draw_seed(seeds, draws)};
  reset(world, config, next);
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
