// A set of seeds that worlds play: every episode is episode 0 of a seed that is drawn from the set.
#pragma once

#include <span>

#include "rules/random.hpp"

namespace envcore {

/// How far a world is in its stream of draws.
struct SeedDraws {
  std::uint64_t stream = 0;
  std::uint64_t count = 0;  // seeds drawn so far
};

inline namespace ENVCORE_ISA {

/// The last word of the counters: apart from those of the worlds' random numbers, where it is 1.
inline constexpr std::uint64_t kSeedDrawCounter = 2;

/// Draw the next seed of a stream. It depends on the set, the stream and the count alone.
inline std::uint64_t draw_seed(std::span<const std::uint64_t> seeds, SeedDraws& draws) {
  const PhiloxBlock words = philox({1, draws.count, 0, kSeedDrawCounter}, draws.stream, 0);
  draws.count += 1;
  return seeds[static_cast<std::size_t>(multiply_wide(words[0], seeds.size()).high)];
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
