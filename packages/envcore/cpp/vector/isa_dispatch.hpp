// The hot functions of one build of the rooms, and the choice between builds at run time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vector/single_row.hpp"
#include "vector/step_rows.hpp"

namespace envcore {

/// One build: the same results to the bit, by other instructions.
struct Kernel {
  std::string_view name;
  void (*reset)(World& world, const EnvConfig& config, std::uint64_t seed, std::uint64_t episode);
  StepRecord (*step)(World& world, std::int64_t wanted);
  void (*step_rows)(const BatchRows& rows, const std::int64_t* actions, std::size_t first,
                    std::size_t last);
  void (*write_start)(const BatchRows& rows, std::size_t i);
  StepRecord (*step_single)(World& world, std::int64_t wanted, SingleRow& row);
  void (*write_single)(const World& world, SingleRow& row);
};

/// The builds that this processor can run, the widest instructions last.
const std::vector<Kernel>& runnable_kernels();

/// The one to use: the widest, or the one that the environment variable ENVCORE_KERNEL names. It is
/// chosen once.
/// Throws std::invalid_argument where it names none that this processor can run.
const Kernel& chosen_kernel();

}  // namespace envcore
