// codec.cpp: states to bytes and back; refusals are tested in codec_refusal_test.cpp.
#include <algorithm>

#include "numerics/sha256.hpp"
#include "rules/observation.hpp"
#include "state/digest.hpp"
#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

// magic and version, spec digest, length
constexpr std::size_t kHeadBytes = 5 + 16 + 4;
constexpr std::size_t kChecksumBytes = 8;

TEST(a_state_comes_back_as_it_was) {
  const World world = played_world();
  World restored;
  CHECK(unpack_state(packed(world), restored).problem == nullptr);
  CHECK_EQ(packed(restored), packed(world));
  CHECK(state_digest(restored) == state_digest(world));

  std::array<float, spec::kObsDim> want{};
  std::array<float, spec::kObsDim> got{};
  pack_observation(world, want);
  pack_observation(restored, got);
  CHECK_EQ(got, want);  // price changes included
}

TEST(a_restored_world_continues_like_the_original) {
  World world = played_world();
  World restored;
  CHECK(unpack_state(packed(world), restored).problem == nullptr);
  for (int i = 0; i < 200 && !has_ended(world); ++i) {
    const std::vector<int> legal = legal_actions(world);
    const int action = legal[at(3 * i) % legal.size()];
    const StepRecord record = envcore::step(world, action);
    const StepRecord again = envcore::step(restored, action);
    CHECK_EQ(again.events, record.events);
    CHECK_EQ(canonical(restored), canonical(world));
  }
}

TEST(an_ended_state_comes_back_ended) {
  World world;
  reset(world, EnvConfig{.time_max = 1}, {5, 0});
  step(world, ActionId::kTravel0);
  CHECK_EQ(world.end_cause, EndCause::kTimeout);
  World restored;
  CHECK(unpack_state(packed(world), restored).problem == nullptr);
  CHECK_EQ(restored.end_cause, EndCause::kTimeout);
}

TEST(every_option_travels) {
  const EnvConfig config = {.time_max = 777,
                            .reward_mode = RewardMode::kSparse,
                            .pirates = false,
                            .fractures = true,
                            .scan_noise = false,
                            .price_impact = true,
                            .market_shocks = false};
  World world;
  reset(world, config, {0xFFFF'FFFF'FFFF'FFFF, 0x8000'0000'0000'0001});
  World restored;
  CHECK(unpack_state(packed(world), restored).problem == nullptr);
  CHECK_EQ(restored.chance.seed, 0xFFFF'FFFF'FFFF'FFFF);
  CHECK_EQ(restored.chance.episode, 0x8000'0000'0000'0001);
  CHECK_EQ(restored.config.time_max, 777);
  CHECK_EQ(restored.config.reward_mode, RewardMode::kSparse);
  CHECK_EQ(restored.config.pirates, false);
  CHECK_EQ(restored.config.fractures, true);
  CHECK_EQ(restored.config.scan_noise, false);
  CHECK_EQ(restored.config.price_impact, true);
  CHECK_EQ(restored.config.market_shocks, false);
}

TEST(the_canonical_state_begins_with_seed_episode_options_and_clock) {
  World world;
  reset(world, EnvConfig{.time_max = 0x01020, .scan_noise = false}, {0x0102030405060708, 9});
  step(world, ActionId::kHoldDrift);
  const Bytes want = {8,    7,    6, 5, 4, 3,    2,    1,  // seed
                      9,    0,    0, 0, 0, 0,    0,    0,  // episode
                      0x20, 0x10, 0, 0,                    // time_max
                      0,    1,    1, 0, 1, 1,  // mode, pirates, fractures, noise, impact, shocks
                      1,    0,    0, 0,        // tick
                      0,    0,    0, 0, 0, 0x40, 0x8F, 0x40};  // fuel, 1000.0
  const Bytes state = canonical(world);
  CHECK_EQ(Bytes(state.begin(), state.begin() + static_cast<std::ptrdiff_t>(want.size())), want);
}

TEST(the_wrapper_is_magic_version_spec_length_state_checksum) {
  const World world = played_world();
  const Bytes state = canonical(world);
  const Bytes bytes = packed(world);
  CHECK_EQ(bytes.size(), kHeadBytes + state.size() + kChecksumBytes);
  CHECK_EQ(Bytes(bytes.begin(), bytes.begin() + 5), (Bytes{'A', 'B', 'P', 'S', 1}));
  CHECK(std::equal(state.begin(), state.end(), bytes.begin() + kHeadBytes));
  CHECK_EQ(sealed(bytes), bytes);
}

TEST(the_digest_is_the_start_of_the_sha256_of_the_canonical_state) {
  const World world = played_world();
  const Sha256Sum sum = sha256(canonical(world));
  CHECK_EQ(state_digest(world),
           (StateDigest{sum[0], sum[1], sum[2], sum[3], sum[4], sum[5], sum[6], sum[7], sum[8],
                        sum[9], sum[10], sum[11], sum[12], sum[13], sum[14], sum[15]}));
}

TEST(an_asteroid_appears_once_it_was_touched) {
  World world;
  reset(world, kDefaults, {2, 0});
  const std::size_t untouched = canonical(world).size();
  step(world, ActionId::kTravel0);
  CHECK_EQ(canonical(world).size(), untouched);
  step(world, ActionId::kSelect0);
  CHECK_EQ(canonical(world).size(), untouched);  // selecting is not touching

  // node, slot, six estimates, stability, confidence, depletion
  constexpr std::size_t kAsteroidBytes = 2 + 9 * 8;
  step(world, ActionId::kMineConservative);
  CHECK_EQ(canonical(world).size(), untouched + kAsteroidBytes);
  step(world, ActionId::kFocusedScan);
  CHECK_EQ(canonical(world).size(), untouched + kAsteroidBytes);
}

TEST(there_is_room_for_the_longest_state) {
  World world;
  reset(world, kDefaults, {0, 0});
  world.belt.node_count = spec::kMaxNodes;
  for (Node& node : world.belt.nodes) node.degree = spec::kMaxNeighbors;
  for (int n = 1; n < spec::kMaxNodes; ++n) {
    generate_field(world, n);
    world.field_marks[at(n)].touched = 0xFFFF;
  }
  CHECK(packed(world).size() > 31 * 16 * 74);
  CHECK(packed(world).size() <= kStateBytesMax);
}

}  // namespace
}  // namespace envcore::tests
