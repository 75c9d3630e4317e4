// Fuzzes all inputs, as bytes: states, options, seeds and actions. None may break an invariant or
// access memory out of bounds. The entry point is libFuzzer's.
#include "fuzz/world_fuzz.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "numerics/sha256.hpp"
#include "rules/legality.hpp"
#include "rules/observation.hpp"
#include "rules/reward.hpp"
#include "rules/step.hpp"
#include "state/codec.hpp"

namespace envcore::fuzz {
namespace {

constexpr std::size_t kHeadBytes = 5 + 16;  // magic with version, spec digest
constexpr std::size_t kChecksumBytes = 8;
constexpr std::size_t kLengthBytes = 4;
constexpr int kStepsAfterState = 12;

void require(bool is_so, const char* what) {
  if (is_so) return;
  std::fprintf(stderr, "fuzz: this does not hold: %s\n", what);
  std::abort();
}

/// Takes numbers off the front of the input; zeros after its end.
class Input {
 public:
  explicit Input(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  bool is_empty() const { return rest_.empty(); }
  std::span<const std::uint8_t> rest() const { return rest_; }

  template <class Number>
  Number take() {
    Number number{};
    const std::size_t size = std::min(sizeof(Number), rest_.size());
    if (size > 0) std::memcpy(&number, rest_.data(), size);
    rest_ = rest_.subspan(size);
    return number;
  }

 private:
  std::span<const std::uint8_t> rest_;
};

void check_observation(const World& world) {
  std::array<float, spec::kObsDim> row{};
  pack_observation(world, row);
  for (const float x : row) {
    require(x >= -1 && x <= 1, "every observation lies within -1..1");
    require(x != 0 || !std::signbit(x), "no observation is -0");
  }
}

/// Check that a state that is read and written again has the same bytes.
void check_round_trip(const World& world) {
  StateBytes bytes;
  pack_state(world, bytes);
  World again;
  const StateError error = unpack_state(bytes.view(), again);
  if (error.problem != nullptr) {
    std::fprintf(stderr, "fuzz: %s %s %.17g\n", error.problem,
                 error.path == nullptr ? "" : error.path, error.value);
  }
  require(error.problem == nullptr, "a written state can be read");
  StateBytes twice;
  pack_state(again, twice);
  require(std::ranges::equal(bytes.view(), twice.view()), "a state is its bytes");
}

/// Bytes may hold what no play ever reaches, like a sum at its bound or a cargo of 1e-307 units.
/// Steps from there can lead out of the bounds, so that the state is refused when it is read again.
void check_after_play(const World& world) {
  StateBytes bytes;
  pack_state(world, bytes);
  World again;
  const StateError error = unpack_state(bytes.view(), again);
  require(error.problem == nullptr || error.path != nullptr, "only a bound can be passed");
}

void check_step(World& world, std::int64_t action) {
  const bool may_act = is_legal(world, action);
  const int tick = world.tick;
  const StepRecord record = step(world, action);
  require(record.was_illegal == !may_act, "the mask and the step agree");
  require(record.dt >= 1 && record.dt <= 8, "a step takes 1 to 8 ticks");
  require(world.tick == tick + record.dt, "the clock goes with the steps");
  require(std::isfinite(reward_of(record, RewardMode::kShaped)), "rewards are finite");
  require(is_legal(world, static_cast<std::int64_t>(ActionId::kHoldDrift)), "one may always hold");
}

void check_world(World world, Input& actions) {
  check_observation(world);
  check_round_trip(world);
  for (int i = 0; i < kStepsAfterState && !has_ended(world); ++i) {
    check_step(world, actions.take<std::uint8_t>() % (spec::kNActions + 3) - 1);
  }
  check_observation(world);
  check_after_play(world);
}

void read_state(std::span<const std::uint8_t> bytes, Input& actions) {
  World world;
  const StateError error = unpack_state(bytes, world);
  if (error.problem == nullptr) {
    check_world(world, actions);
  } else {
    require(world.belt.node_count == 0, "a refused state changes nothing");
  }
}

/// The bytes as a canonical state in an envelope that is in order.
std::vector<std::uint8_t> in_envelope(std::span<const std::uint8_t> canonical) {
  World world;
  reset(world, EnvConfig{}, {0, 0});
  StateBytes any;
  pack_state(world, any);
  std::vector<std::uint8_t> bytes(any.data.begin(), any.data.begin() + kHeadBytes);
  const auto size = static_cast<std::uint32_t>(canonical.size());
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    bytes.push_back(static_cast<std::uint8_t>(size >> (8 * i)));
  }
  bytes.insert(bytes.end(), canonical.begin(), canonical.end());
  const Sha256Sum sum = sha256(bytes);
  bytes.insert(bytes.end(), sum.begin(), sum.begin() + kChecksumBytes);
  return bytes;
}

/// Options from bits: bit 0 the reward mode, then a bit for each option that is on or off.
EnvConfig config_of(unsigned bits) {
  EnvConfig config;
  config.reward_mode = (bits & 1U) != 0 ? RewardMode::kSparse : RewardMode::kShaped;
  spec::visit_options([&](const char* /*name*/, auto option) {
    if constexpr (std::is_same_v<decltype(option), bool EnvConfig::*>) {
      bits >>= 1U;
      config.*option = (bits & 1U) != 0;
    }
  });
  return config;
}

void play(Input input) {
  const auto ticks = static_cast<int>(input.take<std::uint32_t>() % spec::kTimeMaxHigh);
  EnvConfig config = config_of(input.take<std::uint8_t>());
  config.time_max = 1 + ticks;
  World world;
  const auto seed = input.take<std::uint64_t>();
  reset(world, config, {seed, input.take<std::uint64_t>()});
  while (!input.is_empty() && !has_ended(world)) {
    const auto small = input.take<std::uint8_t>();
    check_step(world, small == 255 ? input.take<std::int64_t>() : small % spec::kNActions);
  }
  check_observation(world);
  check_round_trip(world);
}

}  // namespace

std::vector<std::uint8_t> canonical_after(std::uint64_t seed, std::span<const std::uint8_t> moves) {
  World world;
  reset(world, EnvConfig{.time_max = 400}, {seed, seed % 3});
  for (const std::uint8_t move : moves) {
    if (has_ended(world)) break;
    step(world, move % spec::kNActions);
  }
  StateBytes bytes;
  pack_canonical_state(world, bytes);
  return {bytes.view().begin(), bytes.view().end()};
}

bool is_accepted(std::span<const std::uint8_t> canonical) {
  World world;
  return unpack_state(in_envelope(canonical), world).problem == nullptr;
}

}  // namespace envcore::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace envcore::fuzz;
  Input input({data, size});
  const auto kind = static_cast<Kind>(input.take<std::uint8_t>() % 3);
  Input actions = input;
  switch (kind) {
    case Kind::kBytes:
      read_state(input.rest(), actions);
      break;
    case Kind::kCanonical:
      read_state(in_envelope(input.rest()), actions);
      break;
    case Kind::kPlay:
      play(input);
      break;
  }
  return 0;
}
