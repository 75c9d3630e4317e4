#include "runner.hpp"

#include <stdexcept>

#include "plain/plain_batch.hpp"
#include "rules/step.hpp"
#include "vector/batch.hpp"

namespace envcore::bench {
namespace {

bool* flags(std::vector<std::uint8_t>& bytes) { return reinterpret_cast<bool*>(bytes.data()); }

class NativeRunner : public Runner {
 public:
  NativeRunner(std::size_t n, int num_threads)
      : Runner(n),
        batch_(std::vector<EnvConfig>(n), Autoreset::kSameStep, num_threads),
        was_final_(n) {
    BatchOutputs out;
    out.observations = rows_.observations.data();
    out.rewards = rows_.rewards.data();
    out.terminated = flags(rows_.terminated);
    out.truncated = flags(rows_.truncated);
    out.infos.masks = rows_.masks.data();
    out.was_final = flags(was_final_);
    out.final_observations = rows_.final_observations.data();
    batch_.set_outputs(out);
  }

  void start_world(std::size_t i, std::uint64_t seed,
                   std::span<const std::uint8_t> actions) override {
    envcore::reset(*world_, EnvConfig{}, {seed, 0});
    for (const std::uint8_t action : actions) {
      envcore::step(*world_, action);
      if (!has_ended(*world_)) continue;
      envcore::reset(*world_, EnvConfig{}, next_episode(world_->chance));
    }
    batch_.restore_world(i, *world_);
  }

  void copy_world(std::size_t from, std::size_t to) override {
    batch_.restore_world(to, batch_.world(from));
  }

  void step(const std::vector<std::int64_t>& actions) override { batch_.step(actions); }

  void reset_seeds(std::uint64_t first, std::size_t count) override {
    const Kernel& kernel = chosen_kernel();
    for (std::size_t k = 0; k < count; ++k) kernel.reset(*world_, EnvConfig{}, {first + k, 0});
  }

 private:
  Batch batch_;
  std::vector<std::uint8_t> was_final_;
  std::unique_ptr<World> world_ = std::make_unique<World>();
};

class PlainRunner : public Runner {
 public:
  explicit PlainRunner(std::size_t n) : Runner(n), batch_(n, plain::EnvConfig{}) {
    batch_.set_outputs({.observations = rows_.observations.data(),
                        .rewards = rows_.rewards.data(),
                        .terminated = flags(rows_.terminated),
                        .truncated = flags(rows_.truncated),
                        .masks = rows_.masks.data(),
                        .final_observations = rows_.final_observations.data()});
  }

  void start_world(std::size_t i, std::uint64_t seed,
                   std::span<const std::uint8_t> actions) override {
    plain::reset(*world_, plain::EnvConfig{}, seed, 0);
    for (const std::uint8_t action : actions) {
      plain::step(*world_, action);
      if (!has_ended(*world_)) continue;
      plain::reset(*world_, plain::EnvConfig{}, seed, world_->chance.episode + 1);
    }
    batch_.restore_world(i, *world_);
  }

  void copy_world(std::size_t from, std::size_t to) override {
    batch_.restore_world(to, batch_.world(from));
  }

  void step(const std::vector<std::int64_t>& actions) override { batch_.step(actions.data()); }

  void reset_seeds(std::uint64_t first, std::size_t count) override {
    for (std::size_t k = 0; k < count; ++k) {
      plain::reset(*world_, plain::EnvConfig{}, first + k, 0);
    }
  }

 private:
  plain::PlainBatch batch_;
  std::unique_ptr<plain::World> world_ = std::make_unique<plain::World>();
};

}  // namespace

Rows::Rows(std::size_t n)
    : observations(n * spec::kObsDim),
      rewards(n),
      masks(n * spec::kNActions),
      final_observations(n * spec::kObsDim),
      terminated(n),
      truncated(n) {}

std::unique_ptr<Runner> make_runner(const std::string& variant, std::size_t num_worlds) {
  if (variant == "plain") return std::make_unique<PlainRunner>(num_worlds);
  if (variant == "native") return std::make_unique<NativeRunner>(num_worlds, 1);
  const std::string threads = "native-";
  if (variant.starts_with(threads)) {
    return std::make_unique<NativeRunner>(num_worlds, std::stoi(variant.substr(threads.size())));
  }
  throw std::invalid_argument("variant " + variant + ": expected plain, native or native-N");
}

}  // namespace envcore::bench
