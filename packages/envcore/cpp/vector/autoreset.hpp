// Autoreset: what happens to a world whose episode has ended.
#pragma once

#include <cstdint>

#include "rules/world.hpp"
#include "vector/seed_set.hpp"

namespace envcore {

/// Gymnasium's autoreset modes.
enum class Autoreset : std::uint8_t {
  kNextStep,  // the next step resets the world instead of acting
  kSameStep,  // the step that ends it also resets it, and returns the final observation separately
  kDisabled,  // nothing: the caller resets it
};

inline namespace ENVCORE_ISA {

/// Reset a world to its next episode, with these options. With seeds, that is episode 0 of the next
/// one that its stream draws.
void autoreset(World& world, const EnvConfig& config, std::span<const std::uint64_t> seeds,
               SeedDraws& draws);

}  // namespace ENVCORE_ISA
}  // namespace envcore
