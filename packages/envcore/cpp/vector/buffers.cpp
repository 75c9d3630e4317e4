#include "vector/buffers.hpp"

#include <new>

namespace envcore {

WorldArray::WorldArray(std::size_t count)
    : memory_(allocate_large(count * sizeof(World))),
      // default-initialized, not value-initialized: a reset writes everything that is read
      worlds_(new (memory_.get()) World[count]) {}

}  // namespace envcore
