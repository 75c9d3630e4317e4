// Numbers side by side: four or six binary64, or four 64-bit words, in wide registers where the
// build has them and in plain arrays elsewhere. Every lane gives the bits of the scalar operation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "numerics/arithmetic.hpp"

#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace envcore::inline ENVCORE_CLONE {

/// N numbers in lanes; as plain arrays.
template <std::size_t N>
struct Reals {
  std::array<double, N> v;

  static Reals all(double x) {
    Reals out;
    for (double& lane : out.v) lane = x;
    return out;
  }
  template <class... Doubles>
  static Reals of(Doubles... x) {
    return {{x...}};
  }
  static Reals load(const double* from) {
    Reals out;
    for (std::size_t i = 0; i < N; ++i) out.v[i] = from[i];
    return out;
  }
  void store(double* to) const {
    for (std::size_t i = 0; i < N; ++i) to[i] = v[i];
  }
  void store_floats(float* to) const {
    for (std::size_t i = 0; i < N; ++i) to[i] = static_cast<float>(v[i]);
  }
  template <class Operation>
  static Reals each(const Reals& a, const Reals& b, Operation operation) {
    Reals out;
    for (std::size_t i = 0; i < N; ++i) out.v[i] = operation(a.v[i], b.v[i]);
    return out;
  }
  /// The same, but for x in one lane.
  template <std::size_t kLane>
  Reals with(double x) const {
    Reals out = *this;
    out.v[kLane] = x;
    return out;
  }
  friend Reals operator+(const Reals& a, const Reals& b) {
    return each(a, b, [](double x, double y) { return x + y; });
  }
  friend Reals operator-(const Reals& a, const Reals& b) {
    return each(a, b, [](double x, double y) { return x - y; });
  }
  friend Reals operator*(const Reals& a, const Reals& b) {
    return each(a, b, [](double x, double y) { return x * y; });
  }
  friend Reals operator/(const Reals& a, const Reals& b) {
    return each(a, b, [](double x, double y) { return x / y; });
  }
  friend Reals larger(const Reals& a, const Reals& b) {
    return each(a, b, [](double x, double y) { return y > x ? y : x; });
  }
  friend Reals smaller(const Reals& a, const Reals& b) {
    return each(a, b, [](double x, double y) { return y < x ? y : x; });
  }
  friend Reals magnitude(const Reals& a) {
    return each(a, a, [](double x, double) { return x < 0 ? -x : x; });
  }
  friend Reals square_root(const Reals& a) {
    return each(a, a, [](double x, double) { return std::sqrt(x); });
  }
  /// 0 where a < b, else x.
  friend Reals zero_where_less(const Reals& a, const Reals& b, const Reals& x) {
    Reals out;
    for (std::size_t i = 0; i < N; ++i) out.v[i] = a.v[i] < b.v[i] ? 0 : x.v[i];
    return out;
  }
  /// x where a < b, else y.
  friend Reals where_less(const Reals& a, const Reals& b, const Reals& x, const Reals& y) {
    Reals out;
    for (std::size_t i = 0; i < N; ++i) out.v[i] = a.v[i] < b.v[i] ? x.v[i] : y.v[i];
    return out;
  }
  /// Bit i: a is not less than b in lane i.
  friend std::uint32_t bits_at_least(const Reals& a, const Reals& b) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < N; ++i) bits |= std::uint32_t{a.v[i] >= b.v[i]} << i;
    return bits;
  }
  /// Bit i: lane i is above 0.
  friend std::uint32_t bits_above_zero(const Reals& a) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < N; ++i) bits |= std::uint32_t{a.v[i] > 0} << i;
    return bits;
  }
};

#ifdef __AVX2__

template <>
struct Reals<4> {
  __m256d v;

  static Reals all(double x) { return {_mm256_set1_pd(x)}; }
  /// From four scalars, in registers: a wide load right after narrow stores would have to wait.
  static Reals of(double a, double b, double c, double d) { return {_mm256_setr_pd(a, b, c, d)}; }
  static Reals load(const double* from) { return {_mm256_loadu_pd(from)}; }
  void store(double* to) const { _mm256_storeu_pd(to, v); }
  void store_floats(float* to) const { _mm_storeu_ps(to, _mm256_cvtpd_ps(v)); }
  template <std::size_t kLane>
  Reals with(double x) const {
    return {_mm256_blend_pd(v, _mm256_set1_pd(x), 1 << kLane)};
  }
  friend Reals operator+(Reals a, Reals b) { return {_mm256_add_pd(a.v, b.v)}; }
  friend Reals operator-(Reals a, Reals b) { return {_mm256_sub_pd(a.v, b.v)}; }
  friend Reals operator*(Reals a, Reals b) { return {_mm256_mul_pd(a.v, b.v)}; }
  friend Reals operator/(Reals a, Reals b) { return {_mm256_div_pd(a.v, b.v)}; }
  // max and min give their second operand on a tie, zeros included: just what the rules say
  friend Reals larger(Reals a, Reals b) { return {_mm256_max_pd(b.v, a.v)}; }
  friend Reals smaller(Reals a, Reals b) { return {_mm256_min_pd(b.v, a.v)}; }
  friend Reals magnitude(Reals a) { return {_mm256_andnot_pd(_mm256_set1_pd(-0.0), a.v)}; }
  friend Reals square_root(Reals a) { return {_mm256_sqrt_pd(a.v)}; }
  friend Reals where_less(Reals a, Reals b, Reals x, Reals y) {
    return {_mm256_blendv_pd(y.v, x.v, _mm256_cmp_pd(a.v, b.v, _CMP_LT_OQ))};
  }
  friend std::uint32_t bits_at_least(Reals a, Reals b) {
    return static_cast<std::uint32_t>(_mm256_movemask_pd(_mm256_cmp_pd(a.v, b.v, _CMP_GE_OQ)));
  }
  friend std::uint32_t bits_above_zero(Reals a) {
    const __m256d above = _mm256_cmp_pd(a.v, _mm256_setzero_pd(), _CMP_GT_OQ);
    return static_cast<std::uint32_t>(_mm256_movemask_pd(above));
  }
};

template <>
struct Reals<6> {
  __m256d low;
  __m128d high;

  static Reals all(double x) {
    const __m256d wide = _mm256_set1_pd(x);
    return {wide, _mm256_castpd256_pd128(wide)};
  }
  static Reals load(const double* from) { return {_mm256_loadu_pd(from), _mm_loadu_pd(from + 4)}; }
  void store(double* to) const {
    _mm256_storeu_pd(to, low);
    _mm_storeu_pd(to + 4, high);
  }
  void store_floats(float* to) const {
    _mm_storeu_ps(to, _mm256_cvtpd_ps(low));
    _mm_storel_pi(reinterpret_cast<__m64*>(to + 4), _mm_cvtpd_ps(high));
  }
  friend Reals operator+(Reals a, Reals b) {
    return {_mm256_add_pd(a.low, b.low), _mm_add_pd(a.high, b.high)};
  }
  friend Reals operator-(Reals a, Reals b) {
    return {_mm256_sub_pd(a.low, b.low), _mm_sub_pd(a.high, b.high)};
  }
  friend Reals operator*(Reals a, Reals b) {
    return {_mm256_mul_pd(a.low, b.low), _mm_mul_pd(a.high, b.high)};
  }
  friend Reals operator/(Reals a, Reals b) {
    return {_mm256_div_pd(a.low, b.low), _mm_div_pd(a.high, b.high)};
  }
  friend Reals larger(Reals a, Reals b) {
    return {_mm256_max_pd(b.low, a.low), _mm_max_pd(b.high, a.high)};
  }
  friend Reals smaller(Reals a, Reals b) {
    return {_mm256_min_pd(b.low, a.low), _mm_min_pd(b.high, a.high)};
  }
  friend Reals magnitude(Reals a) {
    return {_mm256_andnot_pd(_mm256_set1_pd(-0.0), a.low),
            _mm_andnot_pd(_mm_set1_pd(-0.0), a.high)};
  }
  friend Reals zero_where_less(Reals a, Reals b, Reals x) {
    return {_mm256_andnot_pd(_mm256_cmp_pd(a.low, b.low, _CMP_LT_OQ), x.low),
            _mm_andnot_pd(_mm_cmplt_pd(a.high, b.high), x.high)};
  }
  friend Reals where_less(Reals a, Reals b, Reals x, Reals y) {
    return {_mm256_blendv_pd(y.low, x.low, _mm256_cmp_pd(a.low, b.low, _CMP_LT_OQ)),
            _mm_blendv_pd(y.high, x.high, _mm_cmplt_pd(a.high, b.high))};
  }
  friend std::uint32_t bits_at_least(Reals a, Reals b) {
    const __m256d low_marks = _mm256_cmp_pd(a.low, b.low, _CMP_GE_OQ);
    const __m128d high_marks = _mm_cmpge_pd(a.high, b.high);
    const int bits = _mm256_movemask_pd(low_marks) | (_mm_movemask_pd(high_marks) << 4);
    return static_cast<std::uint32_t>(bits);
  }
  friend std::uint32_t bits_above_zero(Reals a) {
    const __m256d low_marks = _mm256_cmp_pd(a.low, _mm256_setzero_pd(), _CMP_GT_OQ);
    const __m128d high_marks = _mm_cmpgt_pd(a.high, _mm_setzero_pd());
    const int bits = _mm256_movemask_pd(low_marks) | (_mm_movemask_pd(high_marks) << 4);
    return static_cast<std::uint32_t>(bits);
  }
};

#endif

using Quad = Reals<4>;
using Six = Reals<6>;

template <std::size_t N>
Reals<N> clamp(const Reals<N>& x, double low, double high) {
  return smaller(larger(x, Reals<N>::all(low)), Reals<N>::all(high));
}

}  // namespace envcore::inline ENVCORE_CLONE
