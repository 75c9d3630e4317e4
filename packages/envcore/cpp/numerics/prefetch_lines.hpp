// Prefetching of cache lines.
#pragma once

#include <cstddef>

#include "numerics/isa_variant.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// Prefetch the cache lines of `bytes` bytes from an address on, for reading and writing.
inline void prefetch_lines([[maybe_unused]] const void* from, [[maybe_unused]] std::size_t bytes) {
#ifdef __GNUC__
  const auto* line = static_cast<const char*>(from);
  for (std::size_t offset = 0; offset < bytes; offset += 64) __builtin_prefetch(line + offset, 1);
  // without this, GCC takes a function that only prefetches for one without effect and drops calls
  asm volatile("");
#endif
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
