#include "vector/buffers.hpp"

#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace envcore {
namespace {

// worlds are far apart in memory: large pages keep their addresses in the TLB
constexpr std::align_val_t kLargePage{std::size_t{1} << 21};

}  // namespace

WorldArray::WorldArray(std::size_t count) {
  const std::size_t bytes = count * sizeof(World);
  void* memory = ::operator new(bytes, kLargePage);
#ifdef MADV_HUGEPAGE
  if (bytes >= static_cast<std::size_t>(kLargePage)) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
  // default-initialized, not value-initialized: a reset writes everything that is read
  worlds_.reset(new (memory) World[count]);
}

void WorldArray::Free::operator()(World* worlds) const { ::operator delete(worlds, kLargePage); }

}  // namespace envcore
