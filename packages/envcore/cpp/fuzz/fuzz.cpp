// envcore_fuzz SECONDS [SEED]: mutates states, options and actions until the time is up.
// A standalone fuzzer, so that any compiler with sanitizers will do. What must hold: bytes are
// refused, or are a state that packs to the same bytes and can be played by any action; a batch
// stays equal to single worlds; nothing trips a sanitizer.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <vector>

#include "../world/batch.hpp"
#include "../world/legality.hpp"
#include "../world/observation.hpp"
#include "../world/sha256.hpp"
#include "../world/state_codec.hpp"
#include "../world/step.hpp"

namespace envcore::fuzz {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kChecksumBytes = 8;
constexpr std::size_t kLengthAt = 21;  // behind magic, version and 16 bytes of spec digest
constexpr std::size_t kCanonicalAt = kLengthAt + 4;

[[noreturn]] void fail(const char* what, std::uint64_t seed) {
  std::fprintf(stderr, "%s; repeat with seed %llu\n", what, static_cast<unsigned long long>(seed));
  std::abort();
}

Bytes packed(const World& world) {
  StateBytes bytes;
  pack_state(world, bytes);
  return {bytes.view().begin(), bytes.view().end()};
}

/// Make length and checksum fit, so that what lies behind them is reached.
void seal(Bytes& bytes) {
  if (bytes.size() < kCanonicalAt + kChecksumBytes) return;
  const std::size_t covered = bytes.size() - kChecksumBytes;
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[kLengthAt + i] = static_cast<std::uint8_t>((covered - kCanonicalAt) >> (8 * i));
  }
  const Sha256Sum sum = sha256(std::span(bytes).first(covered));
  std::copy_n(sum.begin(), kChecksumBytes, bytes.end() - kChecksumBytes);
}

/// One run of everything, from one seed.
class Trial {
 public:
  explicit Trial(std::uint64_t seed) : seed_(seed), dice_(seed) {}

  void run() {
    reset(*world_, any_config(), any_word(), below(dice_(), 4) == 0 ? any_word() : 0);
    play(*world_, below(dice_(), 120));
    for (int i = 0; i < 40; ++i) try_state(mutated(packed(*world_)));
    play_batch();
  }

 private:
  std::uint64_t any_word() {
    constexpr std::array<std::uint64_t, 6> kEdges = {0,          1,          ~0ULL,
                                                     1ULL << 63, 1ULL << 53, ~0ULL - 1};
    return below(dice_(), 4) == 0 ? kEdges[at(below(dice_(), 6))] : dice_();
  }

  EnvConfig any_config() {
    const auto any = [this] { return below(dice_(), 2) == 1; };
    const std::array times = {1, 2, 7, 8, 9, 100, 20000, 1'000'000};
    return {.time_max = times[at(below(dice_(), 8))],
            .reward_mode = any() ? RewardMode::kSparse : RewardMode::kShaped,
            .pirates = any(),
            .fractures = any(),
            .scan_noise = any(),
            .price_impact = any(),
            .market_shocks = any()};
  }

  std::int64_t any_action(const World& world) {
    if (below(dice_(), 8) == 0) return static_cast<std::int64_t>(any_word());
    for (int tries = 0; tries < 50; ++tries) {
      const int action = below(dice_(), spec::kNActions);
      if (is_legal(world, action)) return action;
    }
    return 6;
  }

  void play(World& world, int steps) {
    std::array<float, spec::kObsDim> row{};
    for (int i = 0; i < steps && !has_ended(world); ++i) {
      step(world, any_action(world));
      pack_observation(world, row);
    }
  }

  Bytes mutated(Bytes bytes) {
    const int kind = below(dice_(), 6);
    const auto any_place = [&] { return at(below(dice_(), static_cast<int>(bytes.size()))); };
    for (int i = below(dice_(), 6); i >= 0 && !bytes.empty(); --i) {
      if (kind == 0) bytes.resize(any_place());
      if (kind == 1) bytes.insert(bytes.begin() + static_cast<long>(any_place()), 0x80);
      if (kind >= 2 && !bytes.empty()) bytes[any_place()] = static_cast<std::uint8_t>(dice_());
      if (kind == 5 && bytes.size() > 8) {  // a whole number at once: NaN, infinity, the edges
        const std::uint64_t word = below(dice_(), 2) == 0 ? 0x7FF0'0000'0000'0001 : any_word();
        const std::size_t place = any_place() % (bytes.size() - 8);
        for (std::size_t b = 0; b < 8; ++b) {
          bytes[place + b] = static_cast<std::uint8_t>(word >> (8 * b));
        }
      }
    }
    if (below(dice_(), 8) > 0) seal(bytes);
    return bytes;
  }

  void try_state(const Bytes& bytes) {
    const Bytes before = packed(*other_started());
    if (unpack_state(bytes, *other_).problem != nullptr) {
      if (packed(*other_) != before) fail("a refused state changed the world", seed_);
      return;
    }
    if (packed(*other_) != bytes) fail("an accepted state packs to other bytes", seed_);
    play(*other_, 30);
    if (below(dice_(), 4) == 0) *world_ = *other_;
    if (has_ended(*world_)) reset(*world_, any_config(), any_word(), 0);
  }

  World* other_started() {
    if (other_->belt.node_count == 0) reset(*other_, EnvConfig{}, seed_, 0);
    return other_.get();
  }

  /// A few steps of a batch, with two threads, from any states, against single worlds.
  void play_batch() {
    constexpr std::size_t kWorlds = 5;
    std::vector<float> observations(kWorlds * spec::kObsDim), finals(observations.size());
    std::vector<double> rewards(kWorlds);
    std::vector<std::int8_t> masks(kWorlds * spec::kNActions);
    const std::unique_ptr<bool[]> flags(new bool[3 * kWorlds]());
    BatchOutputs out;
    out.observations = observations.data();
    out.rewards = rewards.data();
    out.terminated = flags.get();
    out.truncated = flags.get() + kWorlds;
    out.was_final = flags.get() + 2 * kWorlds;
    out.infos.masks = masks.data();
    out.final_observations = finals.data();
    Batch batch(std::vector<EnvConfig>(kWorlds, any_config()), Autoreset::kSameStep, 2);
    batch.set_outputs(out);
    for (std::size_t i = 0; i < kWorlds; ++i) batch.reset_world(i, any_word(), any_word());
    if (!has_ended(*world_)) batch.restore_world(below_size(kWorlds), *world_);
    for (int s = 0; s < 20; ++s) {
      std::vector<std::int64_t> actions(kWorlds);
      for (std::size_t i = 0; i < kWorlds; ++i) actions[i] = any_action(batch.world(i));
      batch.step(actions);
      check_rows(batch, observations, masks);
    }
  }

  std::size_t below_size(std::size_t n) { return at(below(dice_(), static_cast<int>(n))); }

  void check_rows(const Batch& batch, const std::vector<float>& observations,
                  const std::vector<std::int8_t>& masks) const {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      std::array<float, spec::kObsDim> row{};
      pack_observation(batch.world(i), row);
      std::array<std::int8_t, spec::kNActions> mask{};
      pack_mask(batch.world(i), mask);
      const auto at_row = observations.begin() + static_cast<long>(i * spec::kObsDim);
      const auto at_mask = masks.begin() + static_cast<long>(i * spec::kNActions);
      if (!std::equal(row.begin(), row.end(), at_row)) fail("a row is out of date", seed_);
      if (!std::equal(mask.begin(), mask.end(), at_mask)) fail("a mask is out of date", seed_);
    }
  }

  std::uint64_t seed_;
  std::mt19937_64 dice_;
  std::unique_ptr<World> world_ = std::make_unique<World>();
  std::unique_ptr<World> other_ = std::make_unique<World>();
};

}  // namespace
}  // namespace envcore::fuzz

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: envcore_fuzz SECONDS [SEED]\n");
    return 2;
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(std::atoi(argv[1]));
  std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : std::random_device{}();
  long trials = 0;
  do {
    envcore::fuzz::Trial(seed++).run();
    ++trials;
  } while (std::chrono::steady_clock::now() < end);
  std::printf("%ld trials, nothing found\n", trials);
  return 0;
}
