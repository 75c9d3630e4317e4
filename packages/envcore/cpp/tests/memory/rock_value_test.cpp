// Rates of rocks: those that are left out are never the highest.
#include "memory/rock_value.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>

#include "tests/check.hpp"

namespace envcore::tests {
namespace {

using namespace memory;

/// Draws of what ships and rocks can be.
class Draw {
 public:
  double between(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  Rock rock() {
    return {between(0, 1) < 0.2 ? 0.0 : between(0, 6), between(45, 210), between(0, 1),
            between(0, 1) < 0.2 ? 1.0 : between(0, 1)};
  }

 private:
  std::mt19937_64 random_{5};
};

struct Miner {
  double efficiency;
  FractureOdds odds;
};

double rate_for(const Miner& ship, const Rock& rock) {
  return rate_of(rock, ship.efficiency, ship.odds);
}

/// The rock with the value that makes its rate that of another, as nearly as numbers can.
Rock as_good(const Miner& ship, Rock rock, double wanted) {
  double low = 0, high = 1e4;
  for (int i = 0; i < 80; ++i) {
    rock.value = (low + high) / 2;
    (rate_for(ship, rock) < wanted ? low : high) = rock.value;
  }
  return rock;
}

TEST(the_highest_rate_is_that_of_a_candidate) {
  Draw draw;
  int count = 0, tied = 0;
  constexpr int kNodesTried = 5000;
  for (int number = 0; number < kNodesTried; ++number) {
    const Miner ship{draw.between(0.04, 1), {draw.between(0, 0.7), draw.between(0, 1.5)}};
    PerRock<double> all{};
    RateParts parts;
    double best = -kInfinity;
    for (std::size_t a = 0; a < kRocks; ++a) {
      Rock rock = draw.rock();
      if (a == kRocks - 1) rock = as_good(ship, rock, best);  // the last may be as good as the best
      put_rate_parts(rock, surplus(rock, 1, kTickValues[0]), a, parts);
      all[a] = rate_for(ship, rock);
      if (a == kRocks - 1 && std::abs(all[a] - best) < 1e-6) ++tied;
      best = std::max(best, all[a]);
    }
    const std::uint32_t candidates = best_candidates(parts, ship.efficiency, ship.odds);
    double found = -kInfinity;
    for (std::size_t a = 0; a < kRocks; ++a) {
      if ((candidates >> a & 1) != 0) found = std::max(found, all[a]);
    }
    CHECK_EQ(found, best);
    count += std::popcount(candidates);
  }
  CHECK(tied > kNodesTried / 4);
  CHECK(count < 3 * kNodesTried);  // one and often its equal; ships without a yield have 16
}

TEST(rates_of_all_rocks_are_those_of_each) {
  Draw draw;
  Rocks rocks{};
  for (std::size_t a = 0; a < kRocks; ++a) {
    const Rock rock = a < 4 ? Rock{} : draw.rock();
    rocks.richness[a] = rock.richness;
    rocks.value[a] = rock.value;
    rocks.stability[a] = rock.stability;
    rocks.depletion[a] = rock.depletion;
  }
  const FractureOdds odds{0.1, 0.7};
  const PerRock<double> all = rates(rocks, 0.8, odds);
  for (std::size_t a = 0; a < kRocks; ++a) CHECK_EQ(all[a], rate_of(rocks[a], 0.8, odds));
}

TEST(rocks_that_all_lose_have_a_candidate) {
  Rocks rocks{};
  for (std::size_t a = 0; a < kRocks; ++a) {
    rocks.richness[a] = 0.01 * static_cast<double>(a + 1);
    rocks.value[a] = 45;
  }
  RateParts parts;
  for (std::size_t a = 0; a < kRocks; ++a) put_rate_parts(rocks[a], 0, a, parts);
  const std::uint32_t candidates = best_candidates(parts, 1, {});
  CHECK((candidates >> (kRocks - 1)) == 1);
  CHECK(rate_of(rocks[kRocks - 1], 1, {}) < -1);  // lower than that of a rock that gives nothing
}

}  // namespace
}  // namespace envcore::tests
