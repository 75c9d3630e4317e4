// Lanes<N>: every lane gives the bits of the scalar operation.
#include "numerics/simd.hpp"

#include "tests/check.hpp"

namespace envcore::tests {
namespace {

constexpr Lanes<6> kA = {1.5, -2, 0.0, -0.0, 1e300, 0.1};
constexpr Lanes<6> kB = {0.3, 7, -0.0, 0.0, 1e-5, 0.1};

TEST(operators_work_lane_by_lane) {
  for (std::size_t i = 0; i < kA.size(); ++i) {
    CHECK_EQ((kA + kB)[i], kA[i] + kB[i]);
    CHECK_EQ((kA - kB)[i], kA[i] - kB[i]);
    CHECK_EQ((kA * kB)[i], kA[i] * kB[i]);
    CHECK_EQ((kB / (kA + 3))[i], kB[i] / (kA[i] + 3));
    CHECK_EQ((2 * kA - 1)[i], 2 * kA[i] - 1);
    CHECK_EQ((1 - kA)[i], 1 - kA[i]);
    CHECK_EQ((1 / (kB + 9))[i], 1 / (kB[i] + 9));
    CHECK_EQ(sqrt(abs(kB))[i], sqrt(abs(kB[i])));
  }
}

TEST(max_and_min_return_the_first_of_equal_lanes) {
  for (std::size_t i = 0; i < kA.size(); ++i) {
    CHECK_EQ(max(kA, kB)[i], max(kA[i], kB[i]));
    CHECK_EQ(min(kA, kB)[i], min(kA[i], kB[i]));
    CHECK_EQ(clamp(kA, -1, 1)[i], clamp(kA[i], -1, 1));
  }
}

TEST(masks_choose_lanes) {
  const auto is_less = kA < kB;
  CHECK_EQ(bits(is_less), 0b000010U);
  CHECK_EQ(bits(kA > 0), 0b110001U);
  for (std::size_t i = 0; i < kA.size(); ++i) {
    CHECK_EQ(where(is_less, kA, kB)[i], i == 1 ? kA[i] : kB[i]);
    CHECK_EQ(where(is_less, 5, kB)[i], i == 1 ? 5.0 : kB[i]);
  }
}

TEST(floats_are_rounded_once) {
  std::array<float, 6> floats{};
  write_floats(Lanes<6>{0.1, 1.0 / 3, 1, 0, 0.7, 2.0 / 3}, floats.data());
  CHECK_EQ(floats, (std::array<float, 6>{0.1F, static_cast<float>(1.0 / 3), 1, 0, 0.7F,
                                         static_cast<float>(2.0 / 3)}));
}

TEST(dot_adds_in_rising_order_from_the_first_term) {
  const Lanes<4> a = {1e16, 1, 1, -1e16};
  CHECK_EQ(dot(a, splat<4>(1)), ((1e16 + 1) + 1) - 1e16);
  CHECK_EQ(sum(lanes_of(0.1, 0.2, 0.3, 0.4)), ((0.1 + 0.2) + 0.3) + 0.4);
}

}  // namespace
}  // namespace envcore::tests
