// Optimization barriers: the compiler must treat a value as unknown. No value changes.
#pragma once

#include <type_traits>

#include "numerics/isa_variant.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// Hide a number in a register from the optimizer. GCC compiles a choice between a number and a
/// constant to a branch, a choice between two unknown numbers to one max or min instruction:
/// steps take 3 to 5 % less time at 64 worlds (nox -s bench, paired, Zen 3).
constexpr void optimization_barrier([[maybe_unused]] double& x) {
#if defined(__GNUC__) && !defined(__clang__) && defined(__SSE2_MATH__)
  if (!std::is_constant_evaluated()) asm("" : "+x"(x));
#endif
}

/// Hide a record in memory from the optimizer: 1 % at 64 worlds (95 % interval 0.4 to 1.6 %).
template <class Record>
constexpr void memory_barrier([[maybe_unused]] Record& record) {
#ifdef __GNUC__
  if (!std::is_constant_evaluated()) asm("" : "+m"(record));
#endif
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
