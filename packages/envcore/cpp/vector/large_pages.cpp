#include "vector/large_pages.hpp"

#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace envcore {
namespace {

constexpr std::align_val_t kAlignment{kLargePage};

}  // namespace

void FreeLarge::operator()(char* memory) const { ::operator delete(memory, kAlignment); }

LargeMemory allocate_large(std::size_t bytes) {
  void* memory = ::operator new(bytes, kAlignment);
#ifdef MADV_HUGEPAGE
  if (bytes >= kLargePage) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
  return LargeMemory(static_cast<char*>(memory));
}

}  // namespace envcore
