// A set of bits as bytes.
#pragma once

#include <cstdint>

#include "numerics/isa_variant.hpp"

#ifdef __AVX2__
#include <immintrin.h>
#elif defined(__aarch64__) && !defined(__ARM_BIG_ENDIAN)
#include <arm_neon.h>
#endif

namespace envcore {
inline namespace ENVCORE_ISA {

/// Write 64 bytes: 1 where the bit is set, else 0.
inline void write_bits_as_bytes(std::uint64_t bits, std::int8_t* bytes) {
#ifdef __AVX2__
  // 32 bits at a time: each byte gets the byte that holds its bit, and keeps that bit
  const __m256i which =
      _mm256_setr_epi64x(0, 0x0101'0101'0101'0101, 0x0202'0202'0202'0202, 0x0303'0303'0303'0303);
  const __m256i bit = _mm256_set1_epi64x(static_cast<long long>(0x8040'2010'0804'0201));
  for (int half = 0; half < 2; ++half) {
    const __m256i copies = _mm256_set1_epi32(static_cast<int>(bits >> (32 * half)));
    const __m256i kept = _mm256_and_si256(_mm256_shuffle_epi8(copies, which), bit);
    const __m256i ones = _mm256_min_epu8(kept, _mm256_set1_epi8(1));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(bytes + 32 * half), ones);
  }
#elif defined(__aarch64__) && !defined(__ARM_BIG_ENDIAN)
  // 16 bits at a time, likewise
  const uint8x16_t bit = vreinterpretq_u8_u64(vdupq_n_u64(0x8040'2010'0804'0201));
  for (int part = 0; part < 4; ++part) {
    const auto low = static_cast<std::uint8_t>(bits >> (16 * part));
    const auto high = static_cast<std::uint8_t>(bits >> (16 * part + 8));
    const uint8x16_t copies = vcombine_u8(vdup_n_u8(low), vdup_n_u8(high));
    const uint8x16_t ones = vandq_u8(vtstq_u8(copies, bit), vdupq_n_u8(1));
    vst1q_s8(bytes + 16 * part, vreinterpretq_s8_u8(ones));
  }
#else
  for (int i = 0; i < 64; ++i) bytes[i] = static_cast<std::int8_t>((bits >> i) & 1U);
#endif
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
