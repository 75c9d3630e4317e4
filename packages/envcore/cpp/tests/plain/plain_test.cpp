// Every kernel, batched, against the plain world of the benchmarks: all outputs are bit-identical
// over many episodes.
#include <memory>
#include <random>

#include "plain/info.hpp"
#include "plain/legality.hpp"
#include "plain/observation.hpp"
#include "plain/reward.hpp"
#include "plain/step.hpp"
#include "tests/helpers.hpp"
#include "vector/batch.hpp"

namespace envcore::tests {
namespace {

/// The arrays of a batch with all outputs.
struct Arrays {
  std::vector<float> observations, finals;
  std::vector<double> rewards;
  std::vector<std::int8_t> masks, end_causes;
  std::array<std::vector<std::int64_t>, spec::kNInfo> columns;
  std::unique_ptr<bool[]> terminated, truncated, was_final;

  explicit Arrays(std::size_t n)
      : observations(n * spec::kObsDim),
        finals(n * spec::kObsDim),
        rewards(n),
        masks(n * spec::kNActions),
        end_causes(n),
        terminated(new bool[n]()),
        truncated(new bool[n]()),
        was_final(new bool[n]()) {
    for (auto& column : columns) column.resize(n);
  }

  BatchOutputs outputs() {
    BatchOutputs out;
    out.observations = observations.data();
    out.rewards = rewards.data();
    out.terminated = terminated.get();
    out.truncated = truncated.get();
    out.infos = {.end_cause = end_causes.data(), .masks = masks.data()};
    for (std::size_t key = 0; key < columns.size(); ++key) {
      out.infos.values[key] = columns[key].data();
    }
    out.was_final = was_final.get();
    out.final_observations = finals.data();
    return out;
  }

  /// The value of an info key, as a number.
  template <class Value>
  double info(std::size_t key, std::size_t i) const {
    return static_cast<double>(reinterpret_cast<const Value*>(columns[key].data())[i]);
  }
};

using Observation = std::array<float, spec::kObsDim>;

Observation row_of(const std::vector<float>& rows, std::size_t i) {
  Observation row{};
  std::copy_n(rows.begin() + static_cast<long>(i * spec::kObsDim), row.size(), row.begin());
  return row;
}

Observation observed(const plain::World& world) {
  Observation row{};
  plain::pack_observation(world, row);
  return row;
}

void check_info(const Arrays& arrays, std::size_t i, const spec::InfoRow& want) {
  std::size_t key = 0;
  spec::visit_info(want, [&](const char*, const auto& value) {
    using Value = std::decay_t<decltype(value)>;
    CHECK_EQ(arrays.info<Value>(key++, i), static_cast<double>(value));
  });
}

/// Step a plain world and check row i of the batch against it.
void step_and_check(plain::World& world, std::int64_t action, const Arrays& arrays, std::size_t i) {
  const plain::StepRecord record = plain::step(world, action);
  CHECK_EQ(arrays.rewards[i], plain::reward_of(record, world.config.reward_mode));
  CHECK_EQ(arrays.was_final[i], has_ended(world));
  CHECK_EQ(arrays.truncated[i], world.end_cause == EndCause::kTimeout);
  CHECK_EQ(arrays.terminated[i], has_ended(world) && !arrays.truncated[i]);
  if (has_ended(world)) {
    CHECK_EQ(row_of(arrays.finals, i), observed(world));
    const EnvConfig config = world.config;
    plain::reset(world, config, world.chance.seed, world.chance.episode + 1);
    check_info(arrays, i, plain::info_at_rest(world));
  } else {
    check_info(arrays, i, plain::info_of(world, record));
  }
  CHECK_EQ(row_of(arrays.observations, i), observed(world));
  std::array<std::int8_t, spec::kNActions> mask{};
  plain::pack_mask(world, mask);
  for (std::size_t a = 0; a < mask.size(); ++a) {
    CHECK_EQ(arrays.masks[i * spec::kNActions + a], mask[a]);
  }
}

/// Any action, a legal one, or mostly mining.
std::int64_t pick(const std::int8_t* mask, std::size_t i, std::mt19937_64& rng) {
  if (i % 3 == 0) return uniform_int(rng(), 75) - 3;
  if (i % 3 == 1 && mask[29] != 0 && uniform_int(rng(), 10) > 0) return 29;
  int action = 0;
  do {
    action = uniform_int(rng(), spec::kNActions);
  } while (mask[action] == 0 || (action == 68 && i % 3 == 1));
  return action;
}

/// Different time budgets and switches, one after the other.
EnvConfig config_of(std::size_t i) {
  const auto has = [i](int option) { return ((i >> option) & 1U) == 0; };
  return {.time_max = i % 4 == 0 ? 37 : 20000,
          .reward_mode = has(3) ? RewardMode::kShaped : RewardMode::kSparse,
          .pirates = has(2),
          .fractures = has(4),
          .scan_noise = has(3),
          .price_impact = has(5),
          .market_shocks = has(1)};
}

void compare(const Kernel& kernel, std::size_t num_worlds, int num_steps) {
  std::vector<EnvConfig> configs;
  for (std::size_t i = 0; i < num_worlds; ++i) configs.push_back(config_of(i));
  Arrays arrays(num_worlds);
  Batch batch(configs, Autoreset::kSameStep, 2, kernel);
  batch.set_outputs(arrays.outputs());
  std::vector<plain::World> worlds(num_worlds);
  for (std::size_t i = 0; i < num_worlds; ++i) {
    batch.reset_world(i, {500 + i, i});
    plain::reset(worlds[i], configs[i], 500 + i, i);
    CHECK_EQ(row_of(arrays.observations, i), observed(worlds[i]));
  }

  std::mt19937_64 rng(1);
  std::vector<std::int64_t> actions(num_worlds);
  for (int step = 0; step < num_steps; ++step) {
    const check::Note note("step", step);
    for (std::size_t i = 0; i < num_worlds; ++i) {
      actions[i] = pick(&arrays.masks[i * spec::kNActions], i, rng);
    }
    batch.step(actions);
    for (std::size_t i = 0; i < num_worlds; ++i) {
      const check::Note at_world("world", static_cast<long long>(i));
      step_and_check(worlds[i], actions[i], arrays, i);
    }
  }
}

TEST(every_kernel_equals_the_plain_world) {
  for (const Kernel& kernel : runnable_kernels()) compare(kernel, 66, 700);
}

TEST(arrays_put_in_between_are_written_whole) {
  for (const Kernel& kernel : runnable_kernels()) {
    Arrays first(1);
    Arrays second(1);
    Batch batch({EnvConfig{}}, Autoreset::kSameStep, 1, kernel);
    batch.set_outputs(first.outputs());
    batch.reset_world(0, {3, 0});
    plain::World world;
    plain::reset(world, plain::EnvConfig{}, 3, 0);
    batch.set_outputs(second.outputs());
    for (const std::int64_t action : {0, 12, 29, 8, 11}) {
      batch.step(std::vector<std::int64_t>{action});
      step_and_check(world, action, second, 0);
    }
  }
}

}  // namespace
}  // namespace envcore::tests
