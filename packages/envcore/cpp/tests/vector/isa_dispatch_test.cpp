// isa_dispatch.cpp: the choice of an ISA variant.
#include "vector/isa_dispatch.hpp"

#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

TEST(the_baseline_runs_everywhere_and_comes_first) {
  CHECK_EQ(runnable_kernels().front().name, std::string_view("baseline"));
}

TEST(the_chosen_kernel_is_one_that_runs) {
  int found = 0;
  for (const Kernel& kernel : runnable_kernels()) found += &kernel == &chosen_kernel() ? 1 : 0;
  CHECK_EQ(found, 1);
}

TEST(kernels_make_the_same_states) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const check::Note note("seed", static_cast<long long>(seed));
    World baseline;
    reset(baseline, kDefaults, {seed, 1});
    std::vector<World> others(runnable_kernels().size());
    for (std::size_t k = 0; k < others.size(); ++k) {
      runnable_kernels()[k].reset(others[k], kDefaults, {seed, 1});
    }
    for (int i = 0; i < 200 && !has_ended(baseline); ++i) {
      const std::vector<int> legal = legal_actions(baseline);
      const int action = legal[at(i * i + 3 * i) % legal.size()];
      step(baseline, static_cast<ActionId>(action));
      for (std::size_t k = 0; k < others.size(); ++k) {
        runnable_kernels()[k].step(others[k], action);
      }
    }
    for (const World& other : others) CHECK_EQ(canonical(other), canonical(baseline));
  }
}

}  // namespace
}  // namespace envcore::tests
