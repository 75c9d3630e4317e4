// Optimization barriers: the compiler must treat a value as unknown. No value changes.
#pragma once

#include <cstdint>
#include <type_traits>

#include "numerics/isa_variant.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// Hide a number in a register from the optimizer. GCC compiles a choice between a number and a
/// constant to a branch, a choice between two unknown numbers to one max or min instruction.
constexpr void optimization_barrier([[maybe_unused]] double& x) {
#if defined(__GNUC__) && !defined(__clang__) && defined(__SSE2_MATH__)
  if (!std::is_constant_evaluated()) asm("" : "+x"(x));
#endif
}

/// Hide a record in memory from the optimizer.
template <class Record>
constexpr void memory_barrier([[maybe_unused]] Record& record) {
#ifdef __GNUC__
  if (!std::is_constant_evaluated()) asm("" : "+m"(record));
#endif
}

/// `chosen` if the condition holds, else `otherwise`; compiled without a branch, for conditions
/// that branch prediction gets wrong.
constexpr std::uint64_t select(bool condition, std::uint64_t chosen, std::uint64_t otherwise) {
  return otherwise + (chosen - otherwise) * std::uint64_t{condition};
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
