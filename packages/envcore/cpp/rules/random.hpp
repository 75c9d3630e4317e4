// Addressed random numbers: each depends on the episode and its address (domain, index) alone.
// docs/world.md, section 2.
#pragma once

#include "numerics/philox_x4.hpp"

namespace envcore {

using spec::Domain;

/// The key of an episode's random numbers.
struct RngKey {
  std::uint64_t seed = 0;
  std::uint64_t episode = 0;
};

/// The first words at an address.
template <std::size_t kBlocks>
using RandomWords = std::array<std::uint64_t, 4 * kBlocks>;

inline namespace ENVCORE_ISA {

/// The key of the episode after this one; episode 0 follows 2^64 - 1.
constexpr RngKey next_episode(const RngKey& key) {
  return {.seed = key.seed, .episode = key.episode + 1};
}

constexpr RoundKeys round_keys(const RngKey& key) { return round_keys(key.seed, key.episode); }

/// Block j = 1, 2, ... at (domain, index).
constexpr PhiloxBlock random_block(const RoundKeys& keys, Domain domain, std::uint64_t index,
                                   std::uint64_t j = 1) {
  return philox({j, index, static_cast<std::uint64_t>(domain), 1}, keys);
}

/// The first blocks at (domain, index), one after another.
template <std::size_t kBlocks>
constexpr RandomWords<kBlocks> random_words(const RoundKeys& keys, Domain domain,
                                            std::uint64_t index) {
  RandomWords<kBlocks> words{};
  for (std::size_t j = 0; j < kBlocks; ++j) {
    const PhiloxBlock block = random_block(keys, domain, index, j + 1);
    for (std::size_t w = 0; w < block.size(); ++w) words[4 * j + w] = block[w];
  }
  return words;
}

/// Blocks 1 and 2 at (domain, index), then those at (domain, index + 1).
inline std::array<PhiloxBlock, 4> random_blocks_of_two(const RngKey& key, Domain domain,
                                                       std::uint64_t index) {
  const auto d = static_cast<std::uint64_t>(domain);
  return transposed(philox_x4({{1, 2, 1, 2}, {index, index, index + 1, index + 1}, {d, d, d, d}},
                              key.seed, key.episode));
}

/// Words 0, 1, ... at (domain, index), ..., (domain, index + 3), each as uniform01: one lane per
/// index.
template <std::size_t kBlocks>
std::array<Lanes<4>, 4 * kBlocks> uniform01_of_four(const RngKey& key, Domain domain,
                                                    std::uint64_t index) {
  const auto d = static_cast<std::uint64_t>(domain);
  std::array<Lanes<4>, 4 * kBlocks> samples;
  for (std::size_t j = 0; j < kBlocks; ++j) {
    const std::uint64_t block = j + 1;
    const Blocks4 words = philox_x4(
        {{block, block, block, block}, {index, index + 1, index + 2, index + 3}, {d, d, d, d}},
        key.seed, key.episode);
    for (std::size_t w = 0; w < words.size(); ++w) samples[4 * j + w] = uniform01(words[w]);
  }
  return samples;
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
