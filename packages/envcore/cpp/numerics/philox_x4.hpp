// Four Philox blocks at once, one per SIMD lane, and samples of several words at once.
#pragma once

#include <bit>

#include "numerics/philox.hpp"
#include "numerics/samples.hpp"
#include "numerics/simd.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// Four 64-bit words, one per lane.
struct Words4 {
#ifdef __AVX2__
  __m256i lanes;
#else
  std::array<std::uint64_t, 4> lanes;
#endif
};

/// The counters of four blocks: word by word, one lane per block. The last word is always 1.
struct Counters4 {
  std::array<std::uint64_t, 4> block;
  std::array<std::uint64_t, 4> index;
  std::array<std::uint64_t, 4> domain;
};

/// Word w of four blocks, w = 0..3.
using Blocks4 = std::array<Words4, 4>;

#ifdef __AVX2__

/// The bits of every lane that a mask keeps. As floating-point registers: GCC loads their constants
/// in one instruction and assembles those of integers in three.
inline __m256i masked(__m256i words, std::uint64_t mask) {
  return _mm256_castpd_si256(
      _mm256_and_pd(_mm256_castsi256_pd(words), _mm256_set1_pd(std::bit_cast<double>(mask))));
}

/// Both halves of four products with a constant, from 32-bit pieces.
struct WideProducts4 {
  __m256i high;
  __m256i low;
};

inline WideProducts4 multiply_wide(__m256i a, std::uint64_t b) {
  const __m256i b_low = _mm256_set1_epi64x(static_cast<long long>(b & 0xFFFF'FFFF));
  const __m256i b_high = _mm256_set1_epi64x(static_cast<long long>(b >> 32));
  const __m256i low_half = _mm256_set1_epi64x(0xFFFF'FFFF);
  const __m256i a_high = _mm256_srli_epi64(a, 32);
  const __m256i low = _mm256_mul_epu32(a, b_low);
  const __m256i mid = _mm256_add_epi64(_mm256_mul_epu32(a_high, b_low), _mm256_srli_epi64(low, 32));
  const __m256i mid2 =
      _mm256_add_epi64(_mm256_mul_epu32(a, b_high), _mm256_and_si256(mid, low_half));
  const __m256i high =
      _mm256_add_epi64(_mm256_mul_epu32(a_high, b_high),
                       _mm256_add_epi64(_mm256_srli_epi64(mid, 32), _mm256_srli_epi64(mid2, 32)));
  return {high, _mm256_blend_epi32(low, _mm256_slli_epi64(mid2, 32), 0b1010'1010)};
}

inline __m256i lanes_of(const std::array<WideProduct, 4>& products,
                        std::uint64_t WideProduct::* half) {
  const auto word = [&](std::size_t lane) { return static_cast<long long>(products[lane].*half); };
  return _mm256_setr_epi64x(word(0), word(1), word(2), word(3));
}

inline Blocks4 philox_x4(const Counters4& counters, std::uint64_t seed, std::uint64_t episode) {
  const auto load = [](const std::array<std::uint64_t, 4>& from) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from.data()));
  };
  // the first round multiplies blocks and domains only: where they are constants it costs nothing
  std::array<WideProduct, 4> of_block;
  std::array<WideProduct, 4> of_domain;
  for (std::size_t lane = 0; lane < 4; ++lane) {
    of_block[lane] = multiply_wide(kPhiloxMultiplier0, counters.block[lane]);
    of_domain[lane] = multiply_wide(kPhiloxMultiplier1, counters.domain[lane]);
  }
  __m256i key0 = _mm256_set1_epi64x(static_cast<long long>(seed));
  __m256i key1 = _mm256_set1_epi64x(static_cast<long long>(episode));
  __m256i c0 = _mm256_xor_si256(load(counters.index), key0);
  c0 = _mm256_xor_si256(c0, lanes_of(of_domain, &WideProduct::high));
  __m256i c1 = lanes_of(of_domain, &WideProduct::low);
  __m256i c2 = _mm256_xor_si256(lanes_of(of_block, &WideProduct::high), key1);
  c2 = _mm256_xor_si256(c2, _mm256_set1_epi64x(1));
  __m256i c3 = lanes_of(of_block, &WideProduct::low);
  const __m256i weyl0 = _mm256_set1_epi64x(static_cast<long long>(kPhiloxWeyl0));
  const __m256i weyl1 = _mm256_set1_epi64x(static_cast<long long>(kPhiloxWeyl1));
#pragma GCC unroll 9
  for (std::size_t round = 1; round < kPhiloxRounds; ++round) {
    key0 = _mm256_add_epi64(key0, weyl0);
    key1 = _mm256_add_epi64(key1, weyl1);
    const WideProducts4 p0 = multiply_wide(c0, kPhiloxMultiplier0);
    const WideProducts4 p1 = multiply_wide(c2, kPhiloxMultiplier1);
    c0 = _mm256_xor_si256(_mm256_xor_si256(c1, key0), p1.high);
    c1 = p1.low;
    c2 = _mm256_xor_si256(_mm256_xor_si256(c3, key1), p0.high);
    c3 = p0.low;
  }
  return {Words4{c0}, Words4{c1}, Words4{c2}, Words4{c3}};
}

/// The four blocks one after another: the transpose.
inline std::array<PhiloxBlock, 4> transposed(const Blocks4& words) {
  const __m256i even01 = _mm256_unpacklo_epi64(words[0].lanes, words[1].lanes);  // blocks 0 and 2
  const __m256i odd01 = _mm256_unpackhi_epi64(words[0].lanes, words[1].lanes);   // blocks 1 and 3
  const __m256i even23 = _mm256_unpacklo_epi64(words[2].lanes, words[3].lanes);
  const __m256i odd23 = _mm256_unpackhi_epi64(words[2].lanes, words[3].lanes);
  std::array<PhiloxBlock, 4> blocks;
  const auto store = [](PhiloxBlock& to, __m256i from) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to.data()), from);
  };
  store(blocks[0], _mm256_permute2x128_si256(even01, even23, 0x20));
  store(blocks[1], _mm256_permute2x128_si256(odd01, odd23, 0x20));
  store(blocks[2], _mm256_permute2x128_si256(even01, even23, 0x31));
  store(blocks[3], _mm256_permute2x128_si256(odd01, odd23, 0x31));
  return blocks;
}

/// Integers below 2^52 as binary64.
inline __m256d small_to_doubles(__m256i x) {
  const __m256d two_52 = _mm256_set1_pd(0x1p52);
  return _mm256_sub_pd(_mm256_or_pd(_mm256_castsi256_pd(x), two_52), two_52);
}

inline Lanes<4> uniform01(Words4 words) {
  // the 53 bits in two parts, each of which is exact, as is their sum
  const __m256i bits = _mm256_srli_epi64(words.lanes, 11);
  const __m256i low = masked(bits, 0xFFFF'FFFF);
  const __m256d high = small_to_doubles(_mm256_srli_epi64(bits, 32));
  const __m256d whole =
      _mm256_add_pd(_mm256_mul_pd(high, _mm256_set1_pd(0x1p32)), small_to_doubles(low));
  Lanes<4> out;
  _mm256_storeu_pd(out.values, _mm256_mul_pd(whole, _mm256_set1_pd(0x1p-53)));
  return out;
}

/// approx_normal of each 64-bit lane.
inline __m256d approx_normal_lanes(__m256i words) {
  constexpr std::uint64_t kParts = 0x0000'FFFF'0000'FFFF;
  const __m256i pairs =
      _mm256_add_epi64(masked(words, kParts), masked(_mm256_srli_epi64(words, 16), kParts));
  const __m256i sum = masked(_mm256_add_epi64(pairs, _mm256_srli_epi64(pairs, 32)), 0xFFFF'FFFF);
  // integers, so one subtraction does the work of two
  const __m256d raised = _mm256_or_pd(_mm256_castsi256_pd(sum), _mm256_set1_pd(0x1p52));
  const __m256d centered = _mm256_sub_pd(raised, _mm256_set1_pd(0x1p52 + spec::kBellCenter));
  return _mm256_mul_pd(centered, _mm256_set1_pd(spec::kBellScale));
}

inline Lanes<6> approx_normal_six(const PhiloxBlock& first, const PhiloxBlock& second) {
  const auto word = [](std::uint64_t bits) { return static_cast<long long>(bits); };
  const __m256i four =
      _mm256_setr_epi64x(word(first[0]), word(first[1]), word(first[2]), word(first[3]));
  const __m256i two = _mm256_setr_epi64x(word(second[0]), word(second[1]), 0, 0);
  Lanes<6> out;
  _mm256_storeu_pd(out.values, approx_normal_lanes(four));
  _mm_storeu_pd(out.values + 4, _mm256_castpd256_pd128(approx_normal_lanes(two)));
  return out;
}

#else

inline Blocks4 philox_x4(const Counters4& counters, std::uint64_t seed, std::uint64_t episode) {
  Blocks4 words;
  for (std::size_t lane = 0; lane < 4; ++lane) {
    const PhiloxBlock block = philox(
        {counters.block[lane], counters.index[lane], counters.domain[lane], 1}, seed, episode);
    for (std::size_t w = 0; w < 4; ++w) words[w].lanes[lane] = block[w];
  }
  return words;
}

inline std::array<PhiloxBlock, 4> transposed(const Blocks4& words) {
  std::array<PhiloxBlock, 4> blocks;
  for (std::size_t lane = 0; lane < 4; ++lane) {
    for (std::size_t w = 0; w < 4; ++w) blocks[lane][w] = words[w].lanes[lane];
  }
  return blocks;
}

inline Lanes<4> uniform01(const Words4& words) {
  Lanes<4> out;
  for (std::size_t lane = 0; lane < 4; ++lane) out[lane] = uniform01(words.lanes[lane]);
  return out;
}

inline Lanes<6> approx_normal_six(const PhiloxBlock& first, const PhiloxBlock& second) {
  Lanes<6> out;
  for (std::size_t c = 0; c < 6; ++c) out[c] = approx_normal((c < 4 ? first : second)[c % 4]);
  return out;
}

#endif

}  // namespace ENVCORE_ISA
}  // namespace envcore
