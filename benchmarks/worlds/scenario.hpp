// One workload at one size: the same actions for every variant, timed in turn, results compared.
#pragma once

#include "runner.hpp"
#include "tape.hpp"

namespace envcore::bench {

class Scenario {
 public:
  /// Bring every variant to the same state, some hundred steps into its episodes.
  Scenario(Workload workload, std::size_t num_worlds, const std::vector<std::string>& variants,
           const Tours& tours);

  /// Step each variant through the same new actions, about `steps` of all worlds together.
  /// Returns nanoseconds per world and step, in the order of the variants, by the clock given.
  /// Throws std::logic_error if two variants differ in any bit that they wrote.
  std::vector<double> run_round(std::size_t steps, double (*nanoseconds)());

 private:
  /// Actions row by row, and the worlds whose tour is over before a row.
  struct Tape {
    std::vector<std::vector<std::int64_t>> rows;
    std::vector<std::vector<std::size_t>> restarts;
  };

  void start_tours();
  Tape record(std::size_t num_rows);
  void record_tours(std::size_t r, Tape& tape) const;
  void play(Runner& runner, const Tape& tape) const;
  std::size_t phase(std::size_t i) const;

  Workload workload_;
  std::size_t num_worlds_;
  const Tours& tours_;
  std::vector<std::unique_ptr<Runner>> runners_;
  std::unique_ptr<Runner> scout_;  // runs ahead to see which actions are legal
  std::mt19937_64 dice_{20261124};
  std::size_t row_ = 0;  // first row of the current tape
};

}  // namespace envcore::bench
