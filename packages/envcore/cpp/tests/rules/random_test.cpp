// Addressed random numbers and the samples made of them.
#include "rules/random.hpp"

#include <cmath>

#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

// U = lambda *w: np.array(w, dtype=np.uint64)
// np.random.Philox(key=U(seed, episode), counter=U(0, index, domain, 1)).random_raw(4 * n)
TEST(random_words_equal_those_of_numpy) {
  // key=U(0, 0), counter=U(0, 0, 1, 1), n = 2
  CHECK_EQ((random_words<2>(round_keys(RngKey{0, 0}), Domain::kGraph, 0)),
           (RandomWords<2>{0x73F20F23694FF64A, 0xB0D63C3CFF1F89C9, 0xE9D44787261B8F8B,
                           0xC4785282AB9D8844, 0x8809E737527F4447, 0xD75A58BDB3B62A8B,
                           0x4A5517683746B99D, 0x3705F5BD68B198B5}));
  // key=U(7, 3), counter=U(0, 256, 1, 1), n = 1
  CHECK_EQ((random_words<1>(round_keys(RngKey{7, 3}), Domain::kGraph, 256)),
           (RandomWords<1>{0x674C5E7E8351AFBF, 0xC3B4D667257055FE, 0x2EE3C3FC3F404316,
                           0xD390E6BC85A0C133}));
  // key=U(2**64 - 1, 2**63), counter=U(0, 1024, 2, 1), n = 1
  CHECK_EQ((random_words<1>(round_keys(RngKey{0xFFFF'FFFF'FFFF'FFFF, 0x8000'0000'0000'0000}),
                            Domain::kField, 1024)),
           (RandomWords<1>{0x720AF373F3629A80, 0x3AF046EFD1F8D013, 0x81D2E1CFE5FF99E6,
                           0xB6579C7FB789F7E3}));
  // key=U(12345678901234567890, 1), counter=U(0, 19999, 5, 1), n = 3
  CHECK_EQ((random_words<3>(round_keys(RngKey{12345678901234567890U, 1}), Domain::kVoyage, 19999)),
           (RandomWords<3>{0x3C55FF5E095DE63B, 0x2C456F379033C210, 0xFD10F6F89DB32F85,
                           0xBCFE82379D386F42, 0xAD3255B46ADFEBC2, 0x99CD4E5658F4D945,
                           0x2BF4CDEBF9F496D4, 0x291B2ECC11E3DD51, 0xF0D4157F2505E917,
                           0x0E2A9E692908CDB8, 0x8C15BED571F68098, 0x664B7394DA015ECE}));
}

TEST(random_words_depend_on_their_address_alone) {
  const RngKey chance = {5, 6};
  const RandomWords<1> first = random_words<1>(round_keys(chance), Domain::kMine, 9);
  CHECK_EQ(random_words<1>(round_keys(chance), Domain::kMine, 9), first);
  const RandomWords<4> longer = random_words<4>(round_keys(chance), Domain::kMine, 9);
  for (std::size_t w = 0; w < first.size(); ++w) CHECK_EQ(longer[w], first[w]);

  CHECK(random_words<1>(round_keys(chance), Domain::kScan, 9) != first);
  CHECK(random_words<1>(round_keys(chance), Domain::kMine, 10) != first);
  CHECK((random_words<1>(round_keys(RngKey{5, 7}), Domain::kMine, 9)) != first);
  CHECK((random_words<1>(round_keys(RngKey{6, 6}), Domain::kMine, 9)) != first);
}

TEST(domains_have_the_numbers_of_the_rules) {
  CHECK_EQ(static_cast<int>(Domain::kGraph), 1);
  CHECK_EQ(static_cast<int>(Domain::kField), 2);
  CHECK_EQ(static_cast<int>(Domain::kMarket), 3);
  CHECK_EQ(static_cast<int>(Domain::kTrade), 4);
  CHECK_EQ(static_cast<int>(Domain::kVoyage), 5);
  CHECK_EQ(static_cast<int>(Domain::kMine), 6);
  CHECK_EQ(static_cast<int>(Domain::kScan), 7);
  CHECK_EQ(static_cast<int>(Domain::kListen), 8);
}

TEST(multiply_wide_is_the_full_product) {
  constexpr std::uint64_t kOnes = ~std::uint64_t{0};
  // (2^64 - 1)^2 = 2^128 - 2*2^64 + 1
  const WideProduct square_of_ones = multiply_wide(kOnes, kOnes);
  CHECK_EQ(square_of_ones.high, kOnes - 1);
  CHECK_EQ(square_of_ones.low, 1U);
  // (2^32 + 1)^2 = 2^64 + 2*2^32 + 1
  const WideProduct small = multiply_wide(0x1'0000'0001, 0x1'0000'0001);
  CHECK_EQ(small.high, 1U);
  CHECK_EQ(small.low, 0x2'0000'0001U);
}

TEST(unit_is_in_zero_to_one) {
  CHECK_EQ(uniform01(0), 0.0);
  CHECK_EQ(uniform01((1ULL << 11) - 1), 0.0);  // the low 11 bits do not count
  CHECK_EQ(uniform01(1ULL << 63), 0.5);
  CHECK_EQ(uniform01(~0ULL), 1 - 0x1p-53);
}

TEST(below_spreads_evenly) {
  CHECK_EQ(uniform_int(0, 25), 0);
  CHECK_EQ(uniform_int(~0ULL, 25), 24);
  CHECK_EQ(uniform_int(1ULL << 63, 8), 4);
  CHECK_EQ(uniform_int(0xFFFF'FFFF, 25), 0);  // the low 32 bits do not count
  CHECK_EQ(uniform_int(~0ULL, 1), 0);
}

TEST(bell_is_the_sum_of_four_parts) {
  CHECK_EQ(approx_normal(0), -131070 * 2.6429e-5);
  CHECK_EQ(approx_normal(~0ULL), (4 * 65535 - 131070) * 2.6429e-5);
  CHECK_EQ(approx_normal(0x0001'0002'0003'0004), (1 + 2 + 3 + 4 - 131070) * 2.6429e-5);
  CHECK_EQ(approx_normal(0xFFFF'0000'0000'FFFF), 0.0);  // the center, and no -0
  CHECK(approx_normal(~0ULL) < 3.47);
}

TEST(bell_has_mean_zero_and_variance_one) {
  constexpr int kDraws = 20000;
  double sum = 0;
  double squares = 0;
  for (std::uint64_t i = 0; i < kDraws / 4; ++i) {
    for (const std::uint64_t word : random_words<1>(round_keys(RngKey{1, 2}), Domain::kTrade, i)) {
      sum += approx_normal(word);
      squares += approx_normal(word) * approx_normal(word);
    }
  }
  // four standard deviations of a mean of 20000
  CHECK_NEAR(sum / kDraws, 0.0, 4 / std::sqrt(kDraws));
  CHECK_NEAR(squares / kDraws, 1.0, 4 * std::sqrt(2.0 / kDraws));
}

/// The word whose unit is `eighths` / 8.
constexpr std::uint64_t word_of_eighths(std::uint64_t eighths) { return eighths << 61; }

TEST(shares_are_the_gaps_between_sorted_units) {
  const std::array words = {word_of_eighths(6), word_of_eighths(1), word_of_eighths(5),
                            word_of_eighths(2), word_of_eighths(5)};
  CHECK_EQ(shares_of(words.data()), (PerCommodity{1.0 / 8, 1.0 / 8, 3.0 / 8, 0, 1.0 / 8, 2.0 / 8}));
}

TEST(mix_squares_the_shares_and_divides_by_their_sum) {
  const std::array words = {word_of_eighths(6), word_of_eighths(1), word_of_eighths(5),
                            word_of_eighths(2), word_of_eighths(5)};
  // squares of 1, 1, 3, 0, 1, 2 eighths: 1 + 1 + 9 + 0 + 1 + 4 = 16 of 64
  CHECK_EQ(mix_of(words.data()),
           (PerCommodity{1.0 / 16, 1.0 / 16, 9.0 / 16, 0, 1.0 / 16, 4.0 / 16}));
}

TEST(sum_adds_in_rising_order_from_the_first_term) {
  CHECK_EQ(sum(PerCommodity{1e16, 1, 1, 0, 0, -1e16}), (((1e16 + 1) + 1) - 1e16));
}

TEST(the_episode_after_the_last_is_episode_0) {
  const RngKey next = next_episode({.seed = 3, .episode = ~std::uint64_t{0}});
  CHECK_EQ(next.seed, 3U);
  CHECK_EQ(next.episode, 0U);
  CHECK_EQ(next_episode({.seed = 3, .episode = 7}).episode, 8U);
}

}  // namespace
}  // namespace envcore::tests
