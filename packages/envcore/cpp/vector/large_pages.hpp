// Memory in large pages, which keep the addresses of distant worlds in the TLB.
#pragma once

#include <cstddef>
#include <memory>

namespace envcore {

constexpr std::size_t kLargePage = std::size_t{1} << 21;

struct FreeLarge {
  void operator()(char* memory) const;
};
using LargeMemory = std::unique_ptr<char[], FreeLarge>;

/// Uninitialized memory at the start of a large page; in large pages where the system has them and
/// it is as long as one.
LargeMemory allocate_large(std::size_t bytes);

}  // namespace envcore
