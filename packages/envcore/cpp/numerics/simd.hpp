// Lanes<N>: N binary64 numbers as one value with operators. Every lane gives the bits of the scalar
// operation. All SIMD instructions on binary64 are here and in simd_neon.hpp.
// Without AVX2 or NEON it is plain loops.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "numerics/arithmetic.hpp"
#include "numerics/lanes.hpp"

#ifdef __AVX2__
#include <immintrin.h>
#elif defined(__aarch64__)
#include "numerics/simd_neon.hpp"
#endif

namespace envcore {

inline namespace ENVCORE_ISA {

#ifdef __AVX2__

/// The result of a comparison, lane by lane.
template <std::size_t N>
struct LaneMask;

template <>
struct LaneMask<4> {
  __m256d low;
};

template <>
struct LaneMask<6> {
  __m256d low;
  __m128d high;
};

template <std::size_t N>
__m256d low_register(const Lanes<N>& x) {
  return _mm256_loadu_pd(x.values);
}
template <std::size_t N>
__m128d high_register(const Lanes<N>& x) {
  return _mm_loadu_pd(x.values + 4);
}

/// An operation on numbers or registers, applied to every lane.
template <std::size_t N, class Operation, class... More>
Lanes<N> lanewise(Operation operation, const Lanes<N>& first, const More&... more) {
  static_assert(N == 4 || N == 6);
  Lanes<N> out;
  _mm256_storeu_pd(out.values, operation(low_register(first), low_register(more)...));
  if constexpr (N == 6) {
    _mm_storeu_pd(out.values + 4, operation(high_register(first), high_register(more)...));
  }
  return out;
}

// max and min give their second operand on a tie, zeros included: reversed, as the rules have it
inline __m256d max(__m256d a, __m256d b) { return _mm256_max_pd(b, a); }
inline __m128d max(__m128d a, __m128d b) { return _mm_max_pd(b, a); }
inline __m256d min(__m256d a, __m256d b) { return _mm256_min_pd(b, a); }
inline __m128d min(__m128d a, __m128d b) { return _mm_min_pd(b, a); }
inline __m256d abs(__m256d a) { return _mm256_andnot_pd(_mm256_set1_pd(-0.0), a); }
inline __m128d abs(__m128d a) { return _mm_andnot_pd(_mm_set1_pd(-0.0), a); }
inline __m256d sqrt(__m256d a) { return _mm256_sqrt_pd(a); }
inline __m128d sqrt(__m128d a) { return _mm_sqrt_pd(a); }

template <std::size_t N>
Lanes<N> splat(double x) {
  Lanes<N> out;
  _mm256_storeu_pd(out.values, _mm256_set1_pd(x));
  if constexpr (N == 6) _mm_storeu_pd(out.values + 4, _mm_set1_pd(x));
  return out;
}

template <std::size_t N>
LaneMask<N> operator<(const Lanes<N>& a, const Lanes<N>& b) {
  LaneMask<N> mask;
  mask.low = _mm256_cmp_pd(low_register(a), low_register(b), _CMP_LT_OQ);
  if constexpr (N == 6) mask.high = _mm_cmplt_pd(high_register(a), high_register(b));
  return mask;
}

template <std::size_t N>
Lanes<N> where(const LaneMask<N>& mask, const Lanes<N>& x, const Lanes<N>& y) {
  Lanes<N> out;
  _mm256_storeu_pd(out.values, _mm256_blendv_pd(low_register(y), low_register(x), mask.low));
  if constexpr (N == 6) {
    _mm_storeu_pd(out.values + 4, _mm_blendv_pd(high_register(y), high_register(x), mask.high));
  }
  return out;
}

template <std::size_t N>
std::uint32_t bits(const LaneMask<N>& mask) {
  int found = _mm256_movemask_pd(mask.low);
  if constexpr (N == 6) found |= _mm_movemask_pd(mask.high) << 4;
  return static_cast<std::uint32_t>(found);
}

/// Four numbers as lanes: in registers, as a vector load right after four scalar stores would
/// stall.
inline Lanes<4> lanes_of(double a, double b, double c, double d) {
  Lanes<4> out;
  _mm256_storeu_pd(out.values, _mm256_setr_pd(a, b, c, d));
  return out;
}

/// Round every lane to a float.
template <std::size_t N>
void write_floats(const Lanes<N>& x, float* to) {
  _mm_storeu_ps(to, _mm256_cvtpd_ps(low_register(x)));
  if constexpr (N == 6) {
    _mm_storel_pi(reinterpret_cast<__m64*>(to + 4), _mm_cvtpd_ps(high_register(x)));
  }
}

#elif !defined(__aarch64__)

/// The result of a comparison, lane by lane: bit i for lane i.
template <std::size_t N>
struct LaneMask {
  std::uint32_t lanes;
};

template <std::size_t N, class Operation, class... More>
Lanes<N> lanewise(Operation operation, const Lanes<N>& first, const More&... more) {
  Lanes<N> out;
  for (std::size_t i = 0; i < N; ++i) out[i] = operation(first[i], more[i]...);
  return out;
}

template <std::size_t N>
Lanes<N> splat(double x) {
  Lanes<N> out;
  for (double& lane : out) lane = x;
  return out;
}

template <std::size_t N>
LaneMask<N> operator<(const Lanes<N>& a, const Lanes<N>& b) {
  LaneMask<N> mask{};
  for (std::size_t i = 0; i < N; ++i) mask.lanes |= std::uint32_t{a[i] < b[i]} << i;
  return mask;
}

template <std::size_t N>
Lanes<N> where(const LaneMask<N>& mask, const Lanes<N>& x, const Lanes<N>& y) {
  Lanes<N> out;
  for (std::size_t i = 0; i < N; ++i) out[i] = ((mask.lanes >> i) & 1U) != 0 ? x[i] : y[i];
  return out;
}

template <std::size_t N>
std::uint32_t bits(const LaneMask<N>& mask) {
  return mask.lanes;
}

constexpr Lanes<4> lanes_of(double a, double b, double c, double d) { return {a, b, c, d}; }

template <std::size_t N>
void write_floats(const Lanes<N>& x, float* to) {
  for (std::size_t i = 0; i < N; ++i) to[i] = static_cast<float>(x[i]);
}

#endif

template <std::size_t N>
Lanes<N> operator+(const Lanes<N>& a, const Lanes<N>& b) {
  return lanewise([](auto x, auto y) { return x + y; }, a, b);
}
template <std::size_t N>
Lanes<N> operator-(const Lanes<N>& a, const Lanes<N>& b) {
  return lanewise([](auto x, auto y) { return x - y; }, a, b);
}
template <std::size_t N>
Lanes<N> operator*(const Lanes<N>& a, const Lanes<N>& b) {
  return lanewise([](auto x, auto y) { return x * y; }, a, b);
}
template <std::size_t N>
Lanes<N> operator/(const Lanes<N>& a, const Lanes<N>& b) {
  return lanewise([](auto x, auto y) { return x / y; }, a, b);
}

// a number stands for as many lanes of itself
template <std::size_t N>
Lanes<N> operator+(double a, const Lanes<N>& b) {
  return splat<N>(a) + b;
}
template <std::size_t N>
Lanes<N> operator+(const Lanes<N>& a, double b) {
  return a + splat<N>(b);
}
template <std::size_t N>
Lanes<N> operator-(double a, const Lanes<N>& b) {
  return splat<N>(a) - b;
}
template <std::size_t N>
Lanes<N> operator-(const Lanes<N>& a, double b) {
  return a - splat<N>(b);
}
template <std::size_t N>
Lanes<N> operator*(double a, const Lanes<N>& b) {
  return splat<N>(a) * b;
}
template <std::size_t N>
Lanes<N> operator*(const Lanes<N>& a, double b) {
  return a * splat<N>(b);
}
template <std::size_t N>
Lanes<N> operator/(double a, const Lanes<N>& b) {
  return splat<N>(a) / b;
}
template <std::size_t N>
Lanes<N> operator/(const Lanes<N>& a, double b) {
  return a / splat<N>(b);
}
template <std::size_t N>
LaneMask<N> operator<(const Lanes<N>& a, double b) {
  return a < splat<N>(b);
}
template <std::size_t N>
LaneMask<N> operator>(const Lanes<N>& a, double b) {
  return splat<N>(b) < a;
}

template <std::size_t N>
Lanes<N> max(const Lanes<N>& a, const Lanes<N>& b) {
  return lanewise([](auto x, auto y) { return max(x, y); }, a, b);
}
template <std::size_t N>
Lanes<N> max(const Lanes<N>& a, double b) {
  return max(a, splat<N>(b));
}
template <std::size_t N>
Lanes<N> min(const Lanes<N>& a, const Lanes<N>& b) {
  return lanewise([](auto x, auto y) { return min(x, y); }, a, b);
}
template <std::size_t N>
Lanes<N> min(const Lanes<N>& a, double b) {
  return min(a, splat<N>(b));
}
template <std::size_t N>
Lanes<N> clamp(const Lanes<N>& x, const Lanes<N>& low, const Lanes<N>& high) {
  return min(max(x, low), high);
}
template <std::size_t N>
Lanes<N> clamp(const Lanes<N>& x, double low, double high) {
  return min(max(x, low), high);
}
template <std::size_t N>
Lanes<N> abs(const Lanes<N>& a) {
  return lanewise([](auto x) { return abs(x); }, a);
}
template <std::size_t N>
Lanes<N> sqrt(const Lanes<N>& a) {
  return lanewise([](auto x) { return sqrt(x); }, a);
}

/// x where the mask is set, else the number.
template <std::size_t N>
Lanes<N> where(const LaneMask<N>& mask, double x, const Lanes<N>& y) {
  return where(mask, splat<N>(x), y);
}

/// The sum of the lanes, from the first upwards.
template <std::size_t N>
constexpr double sum(const Lanes<N>& x) {
  double total = x[0];
  for (std::size_t i = 1; i < N; ++i) total += x[i];
  return total;
}

/// The dot product, from the first lane upwards.
template <std::size_t N>
constexpr double dot(const Lanes<N>& a, const Lanes<N>& b) {
  double total = a[0] * b[0];
  for (std::size_t i = 1; i < N; ++i) total += a[i] * b[i];
  return total;
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
