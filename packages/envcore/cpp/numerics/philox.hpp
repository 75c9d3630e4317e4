// Chance, addressed and never streamed: Philox4x64-10 and what is made of its words.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "numerics/arithmetic.hpp"

namespace envcore {

using spec::Domain;

using PhiloxBlock = std::array<std::uint64_t, 4>;

/// The generator of one episode. A draw depends on its address (domain, index) alone.
struct Chance {
  std::uint64_t seed = 0;
  std::uint64_t episode = 0;
};

/// The 128-bit product of two words, as (high, low).
struct WideProduct {
  std::uint64_t high;
  std::uint64_t low;
};

/// `kBlocks` blocks of words, drawn at one address.
template <std::size_t kBlocks>
using Draws = std::array<std::uint64_t, 4 * kBlocks>;

/// A number for each commodity.
using Shares = std::array<double, spec::kNCommodities>;

inline namespace ENVCORE_CLONE {

inline constexpr std::uint64_t kPhiloxMultiplier0 = 0xD2E7'470E'E14C'6C93;
inline constexpr std::uint64_t kPhiloxMultiplier1 = 0xCA5A'8263'9512'1157;
inline constexpr std::uint64_t kPhiloxWeyl0 = 0x9E37'79B9'7F4A'7C15;
inline constexpr std::uint64_t kPhiloxWeyl1 = 0xBB67'AE85'84CA'A73B;
inline constexpr std::size_t kPhiloxRounds = 10;

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

/// Half of a round: a product, and its high part mixed with a word and a key.
constexpr WideProduct half_round(std::uint64_t a, std::uint64_t b, std::uint64_t word,
                                 const std::uint64_t& key) {
#if defined(__GNUC__) && defined(__BMI2__) && defined(__x86_64__)
  if (!std::is_constant_evaluated()) {
    // four instructions; of a 128-bit product in two neighboring registers compilers make six
    WideProduct mixed;
    asm("mulx %[b], %[low], %[high]\n\t"
        "xor %[word], %[high]\n\t"
        "xor %[key], %[high]"
        : [high] "=&r"(mixed.high), [low] "=&r"(mixed.low)
        : "d"(a), [b] "r"(b), [word] "r"(word), [key] "m"(key)
        : "cc");
    return mixed;
  }
#endif
  const WideProduct product = multiply_wide(a, b);
  return {product.high ^ word ^ key, product.low};
}

/// The keys of all rounds: the same for every block of an episode.
struct RoundKeys {
  static constexpr std::size_t kCount = 12;  // whole vectors; the last two are not used
  std::array<std::uint64_t, kCount> first;
  std::array<std::uint64_t, kCount> second;
};

/// 0, 1, 2, ... times a number.
constexpr std::array<std::uint64_t, RoundKeys::kCount> multiples(std::uint64_t number) {
  std::array<std::uint64_t, RoundKeys::kCount> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = i * number;
  return out;
}

constexpr RoundKeys round_keys(std::uint64_t key0, std::uint64_t key1) {
  constexpr auto kSteps0 = multiples(kPhiloxWeyl0);
  constexpr auto kSteps1 = multiples(kPhiloxWeyl1);
  RoundKeys keys{};
  for (std::size_t i = 0; i < RoundKeys::kCount; ++i) {
    keys.first[i] = key0 + kSteps0[i];
    keys.second[i] = key1 + kSteps1[i];
  }
#ifdef __GNUC__
  // from memory, where six wide additions put them: the compiler would make each one by one
  if (!std::is_constant_evaluated()) asm("" : "+m"(keys));
#endif
  return keys;
}

constexpr RoundKeys round_keys(const Chance& chance) {
  return round_keys(chance.seed, chance.episode);
}

/// One block of Philox4x64 with ten rounds (Salmon et al., 2011).
constexpr PhiloxBlock philox(const PhiloxBlock& counter, const RoundKeys& keys) {
  // what the first round multiplies is mostly known when compiling: then it costs nothing
  const WideProduct p0 = multiply_wide(kPhiloxMultiplier0, counter[0]);
  const WideProduct p1 = multiply_wide(kPhiloxMultiplier1, counter[2]);
  PhiloxBlock words = {p1.high ^ counter[1] ^ keys.first[0], p1.low,
                       p0.high ^ counter[3] ^ keys.second[0], p0.low};
  for (std::size_t round = 1; round < kPhiloxRounds; ++round) {
    const WideProduct m0 = half_round(words[0], kPhiloxMultiplier0, words[3], keys.second[round]);
    const WideProduct m1 = half_round(words[2], kPhiloxMultiplier1, words[1], keys.first[round]);
    words = {m1.high, m1.low, m0.high, m0.low};
  }
  return words;
}

constexpr PhiloxBlock philox(const PhiloxBlock& counter, std::uint64_t key0, std::uint64_t key1) {
  return philox(counter, round_keys(key0, key1));
}

/// Block j = 1, 2, ... of the draw at (domain, index).
constexpr PhiloxBlock draw_block(const RoundKeys& keys, Domain domain, std::uint64_t index,
                                 std::uint64_t j = 1) {
  return philox({j, index, static_cast<std::uint64_t>(domain), 1}, keys);
}

constexpr PhiloxBlock draw_block(const Chance& chance, Domain domain, std::uint64_t index,
                                 std::uint64_t j = 1) {
  return draw_block(round_keys(chance), domain, index, j);
}

/// The first blocks of the draw at (domain, index), one after the other.
template <std::size_t kBlocks>
constexpr Draws<kBlocks> draw(const RoundKeys& keys, Domain domain, std::uint64_t index) {
  Draws<kBlocks> words{};
  for (std::size_t j = 0; j < kBlocks; ++j) {
    const PhiloxBlock block = draw_block(keys, domain, index, j + 1);
    for (std::size_t w = 0; w < block.size(); ++w) words[4 * j + w] = block[w];
  }
  return words;
}

template <std::size_t kBlocks>
constexpr Draws<kBlocks> draw(const Chance& chance, Domain domain, std::uint64_t index) {
  return draw<kBlocks>(round_keys(chance), domain, index);
}

/// A number in [0, 1).
constexpr double unit(std::uint64_t word) { return static_cast<double>(word >> 11) * 0x1p-53; }

/// An integer in 0..n-1.
constexpr int below(std::uint64_t word, int n) {
  return static_cast<int>(((word >> 32) * static_cast<std::uint64_t>(n)) >> 32);
}

/// Close to a normal number: mean 0, variance 1, |z| < 3.47.
constexpr double bell(std::uint64_t word) {
  const int sum = static_cast<int>((word & 0xFFFF) + ((word >> 16) & 0xFFFF) +
                                   ((word >> 32) & 0xFFFF) + (word >> 48));
  return (sum - spec::kBellCenter) * spec::kBellScale;
}

/// The sum over commodities, from the first upwards.
constexpr double sum_of(const Shares& values) {
  double sum = values[0];
  for (std::size_t c = 1; c < values.size(); ++c) sum += values[c];
  return sum;
}

}  // namespace ENVCORE_CLONE
}  // namespace envcore
