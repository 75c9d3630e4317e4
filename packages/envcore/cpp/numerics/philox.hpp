// Philox4x64-10 (Salmon et al., 2011): a counter-based random number generator.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "numerics/isa_variant.hpp"
#include "numerics/optimization_barrier.hpp"

namespace envcore {

/// The output at one counter: four 64-bit words.
using PhiloxBlock = std::array<std::uint64_t, 4>;

/// The 128-bit product of two words.
struct WideProduct {
  std::uint64_t high;
  std::uint64_t low;
};

inline namespace ENVCORE_ISA {

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

/// Half of a round: the low half of a product, and its high half mixed with a word and a key.
constexpr WideProduct half_round(std::uint64_t a, std::uint64_t b, std::uint64_t word,
                                 const std::uint64_t& key) {
#if defined(__GNUC__) && defined(__BMI2__) && defined(__x86_64__)
  if (!std::is_constant_evaluated()) {
    // Three instructions; GCC keeps a 128-bit product in a register pair and needs six. Steps take
    // 3 % less time at 64 worlds.
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
  static constexpr std::size_t kCount = 12;  // a multiple of the vector width; ten are used
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
  // computed by six vector additions and read from memory; else GCC computes each key by itself
  memory_barrier(keys);
  return keys;
}

/// The block at one counter.
constexpr PhiloxBlock philox(const PhiloxBlock& counter, const RoundKeys& keys) {
  // the factors of the first round are mostly constants: then it costs nothing
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

}  // namespace ENVCORE_ISA
}  // namespace envcore
