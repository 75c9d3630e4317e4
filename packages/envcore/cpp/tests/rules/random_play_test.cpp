// Invariants that hold after every step, for all actions.
#include <cmath>
#include <limits>
#include <random>

#include "rules/info.hpp"
#include "rules/observation.hpp"
#include "rules/reward.hpp"
#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

/// Neither NaN, infinity, -0 nor denormal.
template <class Real>
bool is_plain(Real x) {
  return x == 0 ? !std::signbit(x) : std::isnormal(x);
}

/// Looks at every value of the canonical state.
struct StateInspector {
  template <class Stored, class Value>
  void field(const char* path, const Value& value, double low, double high) {
    if constexpr (std::is_same_v<Stored, std::uint64_t>) return;  // seed and episode: anything
    const auto number = static_cast<double>(value);
    if (is_plain(number) && low <= number && number <= high) return;
    check::fail(__FILE__, __LINE__, std::string(path) + " is " + check::shown(number));
  }
};

void check_state(World& world) {
  StateInspector inspector;
  spec::visit_state_origin(world, inspector);
  spec::visit_state_changes(world, inspector);
  for (int a = 0; a < node_here(world).asteroid_count; ++a) {
    Asteroid& asteroid = field_at(world, world.ship.node)[at(a)];
    spec::visit_state_asteroid(asteroid, inspector);
    // a blend of parts of one, divided by its sum: a few half ulps
    CHECK_NEAR(sum(asteroid.estimate), 1.0, 1e-14);
  }
  for (const double price : world.market.price) CHECK(is_plain(price));
}

void check_ship(const World& world) {
  const Ship& ship = world.ship;
  CHECK(sum(ship.cargo) <= 200 + 1e-9);  // the last unit is six roundings of parts of 200
  CHECK(ship.node < world.belt.node_count);
  CHECK(ship.selected < node_here(world).asteroid_count);
  CHECK(ship.anchor_ticks == 0 || ship.selected >= 0);
  if (ship.selected < 0) return;
  CHECK(field_at(world, ship.node)[at(ship.selected)].depletion < 1);
}

void check_observation(const World& world) {
  std::array<float, spec::kObsDim> row{};
  pack_observation(world, row);
  for (std::size_t i = 0; i < row.size(); ++i) {
    const float lowest = i >= 250 && i < 256 ? -1 : 0;
    if (is_plain(row[i]) && lowest <= row[i] && row[i] <= 1) continue;
    check::fail(__FILE__, __LINE__,
                "observation " + std::to_string(i) + " is " + check::shown(row[i]));
  }
}

void check_mask(const World& world) {
  std::array<std::int8_t, spec::kNActions> mask{};
  pack_mask(world, mask);
  CHECK_EQ(mask[6], 1);
  for (int i = 0; i < spec::kNActions; ++i) CHECK_EQ(mask[at(i)] != 0, is_legal(world, i));
}

void check_record(const World& world, const StepRecord& record, bool was_legal) {
  CHECK_EQ(record.was_illegal, !was_legal);
  CHECK_EQ(has_event(record, Event::kInvalidAction), !was_legal);
  CHECK(record.dt >= 1 && record.dt <= 8);
  CHECK(record.events < 1U << 21);
  CHECK_EQ(has_event(record, Event::kDestroyed), record.end_cause == EndCause::kDestroyed);
  CHECK_EQ(has_event(record, Event::kStranded), record.end_cause == EndCause::kStranded);
  CHECK_EQ(has_event(record, Event::kCashedOut), record.end_cause == EndCause::kCashedOut);
  CHECK_EQ(has_event(record, Event::kTimeout), record.end_cause == EndCause::kTimeout);
  CHECK_EQ(record.end_cause, world.end_cause);
  CHECK(is_plain(record.value_lost) && record.value_lost >= 0);
  for (const RewardMode mode : {RewardMode::kShaped, RewardMode::kSparse}) {
    CHECK(is_plain(reward_of(record, mode)));
  }
  const spec::InfoRow info = info_of(world, record);
  spec::visit_info(info, [](const char* key, const auto& value) {
    if (is_plain(static_cast<double>(value))) return;
    check::fail(__FILE__, __LINE__, std::string(key) + " is not plain");
  });
}

/// How a player picks: anything at all, anything legal, or mostly mining.
enum class Manner { kWild, kLegal, kMiner };

std::int64_t pick(const World& world, Manner manner, std::mt19937_64& rng) {
  if (manner == Manner::kWild) return uniform_int(rng(), 75) - 3;
  const std::vector<int> legal = legal_actions(world);
  const auto any = [&] { return legal[at(uniform_int(rng(), static_cast<int>(legal.size())))]; };
  if (manner == Manner::kLegal) return any();

  // prefer aggressive mining; neither end the episode nor run out of fuel away from the station
  if (is_legal(world, 30) && uniform_int(rng(), 8) > 0) return 30;
  const int action = any();
  const bool is_leaving = action == 68 || (action < 6 && world.ship.fuel < 300);
  return is_leaving ? 6 : action;
}

/// One of all combinations of options, with time budgets from one tick to the default.
EnvConfig config_of(std::uint64_t episode) {
  constexpr std::array kTimes = {1, 5, 60, 333, 2000, 20000};
  const auto has = [episode](int option) { return ((episode >> option) & 1U) == 0; };
  return {.time_max = kTimes[static_cast<std::size_t>(episode % kTimes.size())],
          .reward_mode = has(5) ? RewardMode::kShaped : RewardMode::kSparse,
          .pirates = has(0),
          .fractures = has(1),
          .scan_noise = has(2),
          .price_impact = has(3),
          .market_shocks = has(4)};
}

constexpr int kMostSteps = 900;  // of one episode, so that many seeds are met

struct Played {
  int steps = 0;
  std::uint32_t events = 0;
  std::uint32_t ends = 0;  // a bit for each cause
};

void play_episode(std::uint64_t seed, Manner manner, Played& played) {
  World world;
  reset(world, config_of(seed), {seed, seed % 5});
  check_state(world);
  check_mask(world);
  check_observation(world);
  std::mt19937_64 rng(seed);
  for (int i = 0; i < kMostSteps && !has_ended(world); ++i) {
    const check::Note note("step", i);
    const std::int64_t action = pick(world, manner, rng);
    const bool was_legal = is_legal(world, action);
    const StepRecord record = envcore::step(world, action);
    check_record(world, record, was_legal);
    check_state(world);
    check_ship(world);
    check_mask(world);
    check_observation(world);
    played.steps += 1;
    played.events |= record.events;
  }
  if (has_ended(world)) played.ends |= 1U << static_cast<unsigned>(world.end_cause);
}

TEST(every_invariant_holds_over_100_000_steps) {
  constexpr int kSteps = 100'000;
  constexpr std::array kManners = {Manner::kWild, Manner::kLegal, Manner::kMiner};
  Played played;
  for (std::uint64_t seed = 0; played.steps < kSteps; ++seed) {
    const check::Note note("seed", static_cast<long long>(seed));
    play_episode(seed, kManners[static_cast<std::size_t>((seed / 6) % kManners.size())], played);
  }
  CHECK_EQ(played.events, (1U << 21) - 1);  // every event was met
  CHECK_EQ(played.ends, (1U << 4) - 1);     // and every end
}

TEST(extreme_seeds_are_seeds_like_any_other) {
  Played played;
  for (const std::uint64_t seed : {~0ULL, ~0ULL - 1, 1ULL << 63, 1ULL << 53, 1ULL << 32}) {
    play_episode(seed, Manner::kLegal, played);
  }
  CHECK(played.steps > 0);
}

}  // namespace
}  // namespace envcore::tests
