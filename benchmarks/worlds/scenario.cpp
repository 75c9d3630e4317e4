#include "scenario.hpp"

#include <algorithm>
#include <stdexcept>

namespace envcore::bench {
namespace {

constexpr std::uint64_t kSeed = 7;
constexpr std::size_t kWarmRows = 400;  // beyond most first visits and into later episodes
constexpr std::size_t kTourPhases = 8;  // worlds of one tour stand at this many places of it

}  // namespace

Scenario::Scenario(Workload workload, std::size_t num_worlds,
                   const std::vector<std::string>& variants, const Tours& tours)
    : workload_(workload), num_worlds_(num_worlds), tours_(tours) {
  for (const std::string& variant : variants) runners_.push_back(make_runner(variant, num_worlds));
  if (workload == Workload::kTours) {
    start_tours();
    return;
  }
  if (workload == Workload::kLegal) scout_ = make_runner("native", num_worlds);
  for (std::size_t i = 0; i < num_worlds; ++i) {
    for (const auto& runner : runners_) runner->start_world(i, kSeed + i, {});
    if (scout_) scout_->start_world(i, kSeed + i, {});
  }
  const Tape tape = record(kWarmRows);
  for (const auto& runner : runners_) play(*runner, tape);
}

/// Worlds of one tour start at different places of it, so that they do not step in unison.
void Scenario::start_tours() {
  const std::size_t num_distinct = std::min(num_worlds_, tours_.num_tours * kTourPhases);
  for (const auto& runner : runners_) {
    for (std::size_t i = 0; i < num_distinct; ++i) {
      const std::size_t tour = i % tours_.num_tours;
      const std::span actions(tours_.actions.data() + tour * tours_.length, phase(i));
      runner->start_world(i, kTourSeed + tour, actions);
    }
    for (std::size_t i = num_distinct; i < num_worlds_; ++i) {
      runner->copy_world(i % num_distinct, i);
    }
  }
}

/// Where in its tour a world stands at row 0.
std::size_t Scenario::phase(std::size_t i) const {
  return kWarmRows +
         (i / tours_.num_tours) % kTourPhases * ((tours_.length - kWarmRows) / kTourPhases);
}

/// The actions of the next rows.
Scenario::Tape Scenario::record(std::size_t num_rows) {
  Tape tape = {.rows = {num_rows, std::vector<std::int64_t>(num_worlds_)},
               .restarts = std::vector<std::vector<std::size_t>>(num_rows)};
  for (std::size_t r = 0; r < num_rows; ++r) {
    if (workload_ == Workload::kTours) {
      record_tours(r, tape);
      continue;
    }
    draw_actions(dice_, scout_ ? scout_->rows().masks.data() : nullptr, tape.rows[r]);
    if (scout_) scout_->step(tape.rows[r]);
  }
  return tape;
}

void Scenario::record_tours(std::size_t r, Tape& tape) const {
  for (std::size_t i = 0; i < num_worlds_; ++i) {
    const std::size_t step = (phase(i) + row_ + r) % tours_.length;
    tape.rows[r][i] = tours_.action(i % tours_.num_tours, step);
    if (step == 0) tape.restarts[r].push_back(i);
  }
}

void Scenario::play(Runner& runner, const Tape& tape) const {
  for (std::size_t r = 0; r < tape.rows.size(); ++r) {
    for (const std::size_t i : tape.restarts[r]) {
      runner.start_world(i, kTourSeed + i % tours_.num_tours, {});
    }
    runner.step(tape.rows[r]);
  }
}

std::vector<double> Scenario::run_round(std::size_t steps, double (*nanoseconds)()) {
  const std::size_t num_rows = std::max<std::size_t>(1, steps / num_worlds_);
  const Tape tape = record(num_rows);
  std::vector<double> times;
  for (const auto& runner : runners_) {
    const double start = nanoseconds();
    play(*runner, tape);
    const double taken = nanoseconds() - start;
    times.push_back(taken / static_cast<double>(num_rows * num_worlds_));
  }
  row_ += num_rows;
  for (const auto& runner : runners_) {
    if (!(runner->rows() == runners_.front()->rows())) {
      throw std::logic_error("two variants differ in what they wrote");
    }
  }
  return times;
}

}  // namespace envcore::bench
