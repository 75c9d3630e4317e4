// batch.cpp: rows equal to those of single worlds, in every autoreset mode.
#include "vector/batch.hpp"

#include <memory>
#include <random>

#include "rules/info.hpp"
#include "rules/observation.hpp"
#include "rules/reward.hpp"
#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

/// The outputs of one world after a step or a reset.
struct Row {
  std::array<float, spec::kObsDim> observation{};
  spec::InfoRow info{};
  int end_cause = 0;
  std::array<std::int8_t, spec::kNActions> mask{};
};

Row row_of(const World& world, const spec::InfoRow& info) {
  Row row = {.info = info, .end_cause = static_cast<int>(world.end_cause)};
  pack_observation(world, row.observation);
  pack_mask(world, row.mask);
  return row;
}

std::vector<double> values_of(const spec::InfoRow& info) {
  std::vector<double> values;
  spec::visit_info(info, [&values](const char*, const auto& value) {
    values.push_back(static_cast<double>(value));
  });
  return values;
}

void check_same_row(const Row& got, const Row& want) {
  CHECK_EQ(got.observation, want.observation);
  CHECK_EQ(values_of(got.info), values_of(want.info));
  CHECK_EQ(got.end_cause, want.end_cause);
  CHECK_EQ(got.mask, want.mask);
}

/// Arrays of rows, as a caller of the batch owns them.
struct Rows {
  std::vector<float> observations;
  std::array<std::vector<unsigned char>, spec::kNInfo> columns;
  std::vector<std::int8_t> end_causes;
  std::vector<std::int8_t> masks;

  explicit Rows(std::size_t n)
      : observations(n * spec::kObsDim, -7), end_causes(n, -7), masks(n * spec::kNActions, -7) {
    for (auto& column : columns) column.resize(n * sizeof(double));
  }

  InfoColumns infos() {
    InfoColumns all = {.end_cause = end_causes.data(), .masks = masks.data()};
    for (std::size_t key = 0; key < columns.size(); ++key) all.values[key] = columns[key].data();
    return all;
  }

  Row row(std::size_t i) {
    Row out = {.end_cause = end_causes[i]};
    std::copy_n(observations.begin() + static_cast<long>(i * spec::kObsDim), spec::kObsDim,
                out.observation.begin());
    std::copy_n(masks.begin() + static_cast<long>(i * spec::kNActions), spec::kNActions,
                out.mask.begin());
    std::size_t key = 0;
    spec::visit_info(out.info, [&](const char*, auto& value) {
      using Value = std::decay_t<decltype(value)>;
      value = reinterpret_cast<const Value*>(columns[key++].data())[i];
    });
    return out;
  }
};

struct Arrays {
  Rows rows;
  Rows finals;
  std::vector<double> rewards;
  std::unique_ptr<bool[]> terminated, truncated, was_final;

  explicit Arrays(std::size_t n)
      : rows(n),
        finals(n),
        rewards(n, -7),
        terminated(new bool[n]()),
        truncated(new bool[n]()),
        was_final(new bool[n]()) {}

  BatchOutputs outputs(Autoreset autoreset) {
    BatchOutputs out;
    out.observations = rows.observations.data();
    out.rewards = rewards.data();
    out.terminated = terminated.get();
    out.truncated = truncated.get();
    out.infos = rows.infos();
    if (autoreset == Autoreset::kSameStep) {
      out.was_final = was_final.get();
      out.final_observations = finals.observations.data();
      out.final_infos = finals.infos();
    }
    return out;
  }
};

/// Worlds of different options, all of short episodes.
std::vector<EnvConfig> mixed_configs() {
  return {EnvConfig{.time_max = 25}, EnvConfig{.time_max = 40, .reward_mode = RewardMode::kSparse},
          EnvConfig{.time_max = 60, .pirates = false, .scan_noise = false},
          EnvConfig{.time_max = 33, .fractures = false, .price_impact = false},
          EnvConfig{.time_max = 1, .market_shocks = false}};
}

/// One world stepped by itself, with autoreset as Gymnasium documents it.
struct Single {
  EnvConfig config;
  World world{};

  void start(std::uint64_t seed, std::uint64_t episode) { reset(world, config, {seed, episode}); }

  void start_next() { start(world.chance.seed, world.chance.episode + 1); }

  /// Step, and check row i of the batch against the result.
  void step_and_check(Arrays& arrays, std::size_t i, std::int64_t action, Autoreset autoreset) {
    CHECK_EQ(arrays.was_final[i], autoreset == Autoreset::kSameStep && arrays.was_final[i]);
    if (has_ended(world)) {
      start_next();  // next-step: the action is not used, the reward is 0 and no flag is set
      return check(arrays, i, row_of(world, info_at_rest(world)), 0, EndCause::kNone);
    }
    const StepRecord record = envcore::step(world, action);
    const double reward = reward_of(record, config.reward_mode);
    const Row row = row_of(world, info_of(world, record));
    if (autoreset == Autoreset::kSameStep) CHECK_EQ(arrays.was_final[i], has_ended(world));
    if (autoreset != Autoreset::kSameStep || !has_ended(world)) {
      return check(arrays, i, row, reward, record.end_cause);
    }
    check_same_row(arrays.finals.row(i), row);
    start_next();
    check(arrays, i, row_of(world, info_at_rest(world)), reward, record.end_cause);
  }

  static void check(Arrays& arrays, std::size_t i, const Row& row, double reward, EndCause cause) {
    check_same_row(arrays.rows.row(i), row);
    CHECK_EQ(arrays.rewards[i], reward);
    const bool is_timeout = cause == EndCause::kTimeout;
    CHECK_EQ(arrays.truncated[i], is_timeout);
    CHECK_EQ(arrays.terminated[i], cause != EndCause::kNone && !is_timeout);
  }
};

/// Step a batch and single worlds side by side; returns how many episodes ended.
int compare_with_singles(Autoreset autoreset, int num_threads, int steps) {
  const std::vector<EnvConfig> configs = mixed_configs();
  const std::size_t n = configs.size();
  Arrays arrays(n);
  Batch batch(configs, autoreset, num_threads);
  batch.set_outputs(arrays.outputs(autoreset));
  std::vector<Single> singles;
  for (std::size_t i = 0; i < n; ++i) {
    singles.push_back({.config = configs[i]});
    singles[i].start(100 + i, 0);
    batch.reset_world(i, {100 + i, 0});
    check_same_row(arrays.rows.row(i), row_of(singles[i].world, info_at_rest(singles[i].world)));
  }

  std::mt19937_64 rng(5);  // the engine is the same everywhere; its distributions are not
  std::vector<std::int64_t> actions(n);
  int ended = 0;
  for (int t = 0; t < steps; ++t) {
    const check::Note note("step", t);
    for (std::int64_t& action : actions) action = uniform_int(rng(), 72) - 1;
    batch.step(actions);
    for (std::size_t i = 0; i < n; ++i) {
      singles[i].step_and_check(arrays, i, actions[i], autoreset);
      if (arrays.terminated[i] || arrays.truncated[i]) ended += 1;
      if (autoreset == Autoreset::kDisabled && has_ended(singles[i].world)) {
        singles[i].start_next();
        batch.reset_world(i, {100 + i, singles[i].world.chance.episode});
      }
      CHECK(state_digest(batch.world(i)) == state_digest(singles[i].world));
    }
  }
  return ended;
}

TEST(a_batch_equals_single_worlds_in_every_mode_and_with_any_threads) {
  for (const Autoreset autoreset :
       {Autoreset::kNextStep, Autoreset::kSameStep, Autoreset::kDisabled}) {
    for (const int num_threads : {1, 2, 3}) {
      const check::Note mode("autoreset", static_cast<long long>(autoreset));
      const check::Note threads("num_threads", num_threads);
      CHECK(compare_with_singles(autoreset, num_threads, 200) > 20);
    }
  }
}

TEST(more_threads_than_worlds_work) {
  CHECK(compare_with_singles(Autoreset::kNextStep, 8, 50) > 0);
}

TEST(next_step_resets_instead_of_acting) {
  Arrays arrays(1);
  Batch batch({EnvConfig{.time_max = 2}}, Autoreset::kNextStep, 1);
  batch.set_outputs(arrays.outputs(Autoreset::kNextStep));
  batch.reset_world(0, {9, 4});
  const std::vector<std::int64_t> listen = {11};  // two ticks

  batch.step(listen);
  CHECK_EQ(arrays.truncated[0], true);
  CHECK_EQ(arrays.rows.row(0).info.ticks, 2);
  CHECK_EQ(arrays.rows.row(0).end_cause, 3);
  CHECK_EQ(batch.world(0).chance.episode, 4U);

  batch.step(listen);
  CHECK_EQ(arrays.truncated[0], false);
  CHECK_EQ(arrays.rewards[0], 0.0);
  CHECK_EQ(arrays.rows.row(0).info.ticks, 0);
  CHECK_EQ(arrays.rows.row(0).info.action, -1);
  CHECK_EQ(arrays.rows.row(0).end_cause, -1);
  CHECK_EQ(batch.world(0).chance.episode, 5U);
  CHECK_EQ(batch.world(0).chance.seed, 9U);
}

TEST(same_step_returns_the_final_row_and_the_first_one) {
  Arrays arrays(2);
  Batch batch({EnvConfig{.time_max = 2}, EnvConfig{.time_max = 100}}, Autoreset::kSameStep, 1);
  batch.set_outputs(arrays.outputs(Autoreset::kSameStep));
  batch.reset_world(0, {9, 4});
  batch.reset_world(1, {10, 0});

  batch.step(std::vector<std::int64_t>{11, 11});
  CHECK_EQ(arrays.was_final[0], true);
  CHECK_EQ(arrays.was_final[1], false);
  CHECK_EQ(arrays.truncated[0], true);
  CHECK_EQ(arrays.rewards[0], -0.001 * 2);  // of the step that ended, not of the reset
  CHECK_EQ(arrays.finals.row(0).info.ticks, 2);
  CHECK_EQ(arrays.finals.row(0).end_cause, 3);
  CHECK_EQ(arrays.finals.end_causes[1], -7);  // not written
  CHECK_EQ(arrays.rows.row(0).info.ticks, 0);
  CHECK_EQ(arrays.rows.row(0).end_cause, -1);

  batch.step(std::vector<std::int64_t>{6, 6});
  CHECK_EQ(arrays.was_final[0], false);
}

TEST(only_requested_outputs_are_written) {
  Arrays arrays(1);
  BatchOutputs out = arrays.outputs(Autoreset::kNextStep);
  out.infos = {.masks = out.infos.masks};
  Batch batch({EnvConfig{}}, Autoreset::kNextStep, 1);
  batch.set_outputs(out);
  batch.reset_world(0, {1, 0});
  CHECK_EQ(arrays.rows.masks[6], 1);
  CHECK_EQ(arrays.rows.end_causes[0], -7);

  out.infos = {};
  batch.set_outputs(out);
  arrays.rows.masks.assign(arrays.rows.masks.size(), -7);
  batch.step(std::vector<std::int64_t>{6});
  CHECK_EQ(arrays.rows.masks[6], -7);
  CHECK_EQ(arrays.rewards[0], -0.001);
}

TEST(a_restored_world_brings_its_options) {
  World ended_soon;
  reset(ended_soon, EnvConfig{.time_max = 3}, {50, 2});
  Arrays arrays(1);
  Batch batch({EnvConfig{}}, Autoreset::kSameStep, 1);
  batch.set_outputs(arrays.outputs(Autoreset::kSameStep));
  batch.restore_world(0, ended_soon);
  CHECK_EQ(arrays.rows.row(0).info.time_remaining, 3);

  batch.step(std::vector<std::int64_t>{11});
  batch.step(std::vector<std::int64_t>{11});
  CHECK_EQ(arrays.was_final[0], true);
  CHECK_EQ(batch.world(0).config.time_max, 3);
  CHECK_EQ(batch.world(0).chance.seed, 50U);
  CHECK_EQ(batch.world(0).chance.episode, 3U);
}

}  // namespace
}  // namespace envcore::tests
