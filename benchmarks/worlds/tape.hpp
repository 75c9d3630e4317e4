// The actions of the workloads: drawn, or read from recorded tours, before anything is timed.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace envcore::bench {

enum class Workload : std::uint8_t {
  kWild,   // uniform over all actions
  kLegal,  // uniform over the legal ones
  kTours,  // recorded actions of good bots
};

/// The workload of that name; throws std::invalid_argument for any other.
Workload workload_of(const std::string& name);

/// The seed of tour k is this + k; record_tours.py has the same number.
inline constexpr std::uint64_t kTourSeed = 1000;

/// Recorded episodes: for each seed a row of actions, played with autoreset.
struct Tours {
  std::size_t num_tours = 0;
  std::size_t length = 0;
  std::vector<std::uint8_t> actions;  // tour by tour

  std::int64_t action(std::size_t tour, std::size_t step) const {
    return actions[tour * length + step];
  }
};

/// Read a file of record_tours.py, as unpacked by bench_step.py: two u32 and the actions.
Tours read_tours(const std::string& path);

/// An action per world, uniform over 0..68, or over those whose mask is 1 where masks are given.
void draw_actions(std::mt19937_64& rng, const std::int8_t* masks,
                  std::vector<std::int64_t>& actions);

}  // namespace envcore::bench
