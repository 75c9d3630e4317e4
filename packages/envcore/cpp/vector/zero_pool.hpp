// Memory of zeros for arrays in which a step writes few rows, reused when the caller frees one.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

namespace envcore {

/// Gives out page-aligned buffers of zeros. On Linux a buffer that comes back drops the pages that
/// were written and so is zero again: a large one costs what its few rows cost, and takes no memory
/// while it is unused. Elsewhere it is cleared. Buffers without use are kept for later calls, up
/// to 256 MiB. Not thread-safe: callers hold a lock (the bindings hold Python's).
class ZeroPool {
 public:
  static constexpr std::size_t kMostKept = std::size_t{256} << 20;

  class Buffer;

  ZeroPool();
  ~ZeroPool();
  ZeroPool(const ZeroPool&) = delete;
  ZeroPool& operator=(const ZeroPool&) = delete;

  /// A buffer of that size, 1 or more. Throws std::bad_alloc.
  Buffer take(std::size_t bytes);

  /// Bytes of the buffers without use.
  std::size_t kept_bytes() const;

 private:
  class Pages;
  struct Kept;
  std::shared_ptr<Kept> kept_;
};

/// A buffer in use; its destructor returns it to the pool, or frees it if the pool is gone.
class ZeroPool::Buffer {
 public:
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&&) = delete;
  ~Buffer();

  char* data() const;

 private:
  friend class ZeroPool;
  Buffer(std::shared_ptr<Kept> kept, std::unique_ptr<Pages> pages);

  std::shared_ptr<Kept> kept_;
  std::unique_ptr<Pages> pages_;  // null once moved from
};

}  // namespace envcore
