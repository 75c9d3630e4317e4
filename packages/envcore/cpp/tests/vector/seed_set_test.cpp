// seed_set.hpp: the seeds that worlds of a set draw, one episode after another.
#include "vector/seed_set.hpp"

#include <algorithm>
#include <memory>

#include "tests/helpers.hpp"
#include "vector/batch.hpp"

namespace envcore::tests {
namespace {

const std::vector<std::uint64_t> kSeeds = {70, 3, 900, 41, 5};

std::vector<std::uint64_t> seeds_of(std::uint64_t stream, int count) {
  SeedDraws draws = {.stream = stream};
  std::vector<std::uint64_t> drawn;
  for (int i = 0; i < count; ++i) drawn.push_back(draw_seed(kSeeds, draws));
  CHECK_EQ(draws.count, static_cast<std::uint64_t>(count));
  return drawn;
}

TEST(each_seed_is_drawn_about_equally_often) {
  const std::vector<std::uint64_t> drawn = seeds_of(1, 5000);
  for (const std::uint64_t seed : kSeeds) {
    const auto times = std::count(drawn.begin(), drawn.end(), seed);
    CHECK(times > 1000 - 150 && times < 1000 + 150);  // five standard deviations of 28
  }
}

TEST(streams_differ_and_a_stream_continues_from_its_count) {
  CHECK(seeds_of(1, 20) != seeds_of(2, 20));
  SeedDraws later = {.stream = 1, .count = 7};
  CHECK_EQ(draw_seed(kSeeds, later), seeds_of(1, 8).back());
}

/// The seeds of a world's episodes in a batch of three worlds.
std::vector<std::uint64_t> episodes_of(std::size_t world, Autoreset autoreset, int num_threads) {
  constexpr std::size_t kWorlds = 3;
  std::vector<float> observations(kWorlds * spec::kObsDim), finals(kWorlds * spec::kObsDim);
  std::vector<double> rewards(kWorlds);
  const std::unique_ptr<bool[]> flags(new bool[3 * kWorlds]());
  BatchOutputs out;
  out.observations = observations.data();
  out.rewards = rewards.data();
  out.terminated = flags.get();
  out.truncated = flags.get() + kWorlds;
  if (autoreset == Autoreset::kSameStep) {
    out.was_final = flags.get() + 2 * kWorlds;
    out.final_observations = finals.data();
  }
  Batch batch(std::vector<EnvConfig>(kWorlds, EnvConfig{.time_max = 2}), autoreset, num_threads,
              chosen_kernel(), kSeeds);
  batch.set_outputs(out);
  for (std::size_t i = 0; i < kWorlds; ++i) {
    batch.set_draws(i, {.stream = 40 + i});
    batch.reset_world(i, {.seed = batch.draw_world_seed(i)});
  }
  std::vector<std::uint64_t> seeds = {batch.world(world).chance.seed};
  const std::vector<std::int64_t> listen(kWorlds, 11);  // two ticks: an episode
  while (seeds.size() < 30) {
    batch.step(listen);
    if (has_ended(batch.world(world))) continue;  // next-step: the next step resets
    seeds.push_back(batch.world(world).chance.seed);
    CHECK_EQ(batch.world(world).chance.episode, 0U);
  }
  return seeds;
}

TEST(autoreset_draws_the_seeds_of_the_worlds_stream) {
  for (const std::size_t world : {std::size_t{0}, std::size_t{2}}) {
    for (const Autoreset autoreset : {Autoreset::kNextStep, Autoreset::kSameStep}) {
      for (const int num_threads : {1, 3}) {
        CHECK_EQ(episodes_of(world, autoreset, num_threads), seeds_of(40 + world, 30));
      }
    }
  }
}

TEST(a_world_draws_from_its_own_stream_unless_another_is_set) {
  Batch batch(std::vector<EnvConfig>(2), Autoreset::kNextStep, 1, chosen_kernel(), kSeeds);
  CHECK_EQ(batch.draw_world_seed(1), seeds_of(1, 1).front());
  CHECK_EQ(batch.draws(1).stream, 1U);
  CHECK_EQ(batch.draws(1).count, 1U);
  CHECK_EQ(batch.draws(0).count, 0U);
}

}  // namespace
}  // namespace envcore::tests
