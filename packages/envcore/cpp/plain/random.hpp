// Counter-based random numbers: Philox4x64-10 and the samples made of its words.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "plain/arithmetic.hpp"

namespace envcore::plain {

using spec::Domain;

using PhiloxBlock = std::array<std::uint64_t, 4>;

/// The 128-bit product of two words, as (high, low).
struct WideProduct {
  std::uint64_t high;
  std::uint64_t low;
};

constexpr WideProduct multiply_wide(std::uint64_t a, std::uint64_t b) {
#ifdef __SIZEOF_INT128__
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return {static_cast<std::uint64_t>(product >> 64), static_cast<std::uint64_t>(product)};
#else
  const std::uint64_t a_low = a & 0xFFFF'FFFF, a_high = a >> 32;
  const std::uint64_t b_low = b & 0xFFFF'FFFF, b_high = b >> 32;
  const std::uint64_t low = a_low * b_low;
  const std::uint64_t mid = a_high * b_low + (low >> 32);
  const std::uint64_t mid2 = a_low * b_high + (mid & 0xFFFF'FFFF);
  return {a_high * b_high + (mid >> 32) + (mid2 >> 32), a * b};
#endif
}

/// One block of Philox4x64 with ten rounds (Salmon et al., 2011).
constexpr PhiloxBlock philox(PhiloxBlock counter, std::uint64_t key0, std::uint64_t key1) {
  constexpr std::uint64_t kMultiplier0 = 0xD2E7'470E'E14C'6C93;
  constexpr std::uint64_t kMultiplier1 = 0xCA5A'8263'9512'1157;
  constexpr std::uint64_t kWeyl0 = 0x9E37'79B9'7F4A'7C15;
  constexpr std::uint64_t kWeyl1 = 0xBB67'AE85'84CA'A73B;
  constexpr int kRounds = 10;
  for (int round = 0; round < kRounds; ++round) {
    const WideProduct p0 = multiply_wide(kMultiplier0, counter[0]);
    const WideProduct p1 = multiply_wide(kMultiplier1, counter[2]);
    counter = {p1.high ^ counter[1] ^ key0, p1.low, p0.high ^ counter[3] ^ key1, p0.low};
    key0 += kWeyl0;
    key1 += kWeyl1;
  }
  return counter;
}

/// `kBlocks` blocks of words, drawn at one address.
template <std::size_t kBlocks>
using Draws = std::array<std::uint64_t, 4 * kBlocks>;

/// The generator of one episode. A draw depends on its address (domain, index) alone.
struct Chance {
  std::uint64_t seed = 0;
  std::uint64_t episode = 0;

  template <std::size_t kBlocks>
  constexpr Draws<kBlocks> at(Domain domain, std::uint64_t index) const {
    Draws<kBlocks> words{};
    for (std::size_t j = 0; j < kBlocks; ++j) {
      const PhiloxBlock counter = {j + 1, index, static_cast<std::uint64_t>(domain), 1};
      const PhiloxBlock block = philox(counter, seed, episode);
      std::copy(block.begin(), block.end(), words.begin() + 4 * j);
    }
    return words;
  }
};

/// A number in [0, 1).
constexpr double unit(std::uint64_t word) { return static_cast<double>(word >> 11) * 0x1p-53; }

/// An integer in 0..n-1.
constexpr int below(std::uint64_t word, int n) {
  return static_cast<int>(((word >> 32) * static_cast<std::uint64_t>(n)) >> 32);
}

/// Close to a normal sample: mean 0, variance 1, |z| < 3.47.
constexpr double bell(std::uint64_t word) {
  const int sum = static_cast<int>((word & 0xFFFF) + ((word >> 16) & 0xFFFF) +
                                   ((word >> 32) & 0xFFFF) + (word >> 48));
  return (sum - spec::kBellCenter) * spec::kBellScale;
}

using Shares = std::array<double, spec::kNCommodities>;

/// The sum over commodities, from the first upwards.
constexpr double sum_of(const Shares& values) {
  double sum = values[0];
  for (std::size_t c = 1; c < values.size(); ++c) sum += values[c];
  return sum;
}

/// Six shares that sum to 1, uniform on the simplex, from five words.
constexpr Shares shares(const std::uint64_t* words) {
  std::array<double, spec::kNCommodities - 1> cuts{};
  for (std::size_t i = 0; i < cuts.size(); ++i) cuts[i] = unit(words[i]);
  std::sort(cuts.begin(), cuts.end());
  Shares out{};
  out[0] = cuts[0];
  for (std::size_t i = 1; i < cuts.size(); ++i) out[i] = cuts[i] - cuts[i - 1];
  out[cuts.size()] = 1 - cuts.back();
  return out;
}

/// Shares, squared and made to sum to 1: a composition with one or two dominant parts.
constexpr Shares mix(const std::uint64_t* words) {
  Shares out = shares(words);
  for (double& share : out) share *= share;
  const double sum = sum_of(out);
  for (double& share : out) share /= sum;
  return out;
}

}  // namespace envcore::plain
