// The functions of each ISA variant, and the choice between variants at run time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vector/single_row.hpp"
#include "vector/step_rows.hpp"

namespace envcore {

/// One ISA variant. All variants give bit-identical results.
struct Kernel {
  std::string_view name;
  void (*reset)(World& world, const EnvConfig& config, const RngKey& key);
  StepRecord (*step)(World& world, std::int64_t requested);
  void (*step_rows)(const BatchRows& rows, const std::int64_t* actions, std::size_t first,
                    std::size_t last);
  void (*write_start)(const BatchRows& rows, std::size_t i);
  StepRecord (*step_single)(World& world, std::int64_t requested, SingleRow& row);
  void (*write_single)(const World& world, SingleRow& row);
};

/// The variants that this processor can run, the fastest last.
const std::vector<Kernel>& runnable_kernels();

/// The variant in use, chosen once: the fastest, or the one that the environment variable
/// ENVCORE_KERNEL names. Throws std::invalid_argument if this processor cannot run that one.
const Kernel& chosen_kernel();

}  // namespace envcore
