// single_row.cpp: the row of a world that steps alone, in every ISA variant.
#include "rules/observation.hpp"
#include "tests/helpers.hpp"
#include "vector/isa_dispatch.hpp"

namespace envcore::tests {
namespace {

void check_row(const World& world, const SingleRow& row) {
  std::array<float, spec::kObsDim> observation{};
  std::array<std::int8_t, spec::kNActions> mask{};
  pack_observation(world, observation);
  pack_mask(world, mask);
  const auto* first = reinterpret_cast<const float*>(&row.observation);
  CHECK_EQ(std::vector<float>(first, first + spec::kObsDim),
           std::vector<float>(observation.begin(), observation.end()));
  CHECK_EQ(row.mask, mask);
  CHECK_EQ(row.legal.low, legal_set(world).low);
  CHECK_EQ(row.legal.high, legal_set(world).high);
}

/// Mostly legal actions, sometimes any action, so that illegal ones occur.
std::int64_t action_at(const World& world, int i) {
  if (i % 5 == 0) return i % 75 - 3;
  const std::vector<int> legal = legal_actions(world);
  return legal[at(i * i + 3 * i) % legal.size()];
}

TEST(a_row_is_that_of_the_world_after_every_step) {
  for (const Kernel& kernel : runnable_kernels()) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const check::Note note("seed", static_cast<long long>(seed));
      World world;
      SingleRow row;
      kernel.reset(world, kDefaults, {seed, 0});
      kernel.write_single(world, row);
      check_row(world, row);
      for (int i = 0; i < 300 && !has_ended(world); ++i) {
        kernel.step_single(world, action_at(world, i), row);
        check_row(world, row);
      }
    }
  }
}

TEST(a_step_with_a_row_is_the_same_step) {
  for (const Kernel& kernel : runnable_kernels()) {
    World world;
    reset(world, kDefaults, {8, 0});
    World with_row = world;
    SingleRow row;
    kernel.write_single(with_row, row);
    for (int i = 0; i < 200 && !has_ended(world); ++i) {
      const std::int64_t action = action_at(world, i);
      const StepRecord want = kernel.step(world, action);
      const StepRecord got = kernel.step_single(with_row, action, row);
      CHECK_EQ(got.events, want.events);
      CHECK_EQ(got.was_illegal, want.was_illegal);
      CHECK_EQ(canonical(with_row), canonical(world));
    }
  }
}

}  // namespace
}  // namespace envcore::tests
