// Memory for the arrays that steps return, reused when the caller frees an array.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

namespace envcore {

/// Gives out page-aligned buffers. They are cut from slabs of large pages: a fresh slab costs one
/// page fault per 2 MiB. Slabs without a buffer in use are kept for later calls, up to 256 MiB.
/// Not thread-safe: callers hold a lock (the bindings hold Python's).
class OutputPool {
 public:
  static constexpr std::size_t kMostKept = std::size_t{256} << 20;

  class Buffer;

  OutputPool();
  ~OutputPool();
  OutputPool(const OutputPool&) = delete;
  OutputPool& operator=(const OutputPool&) = delete;

  /// A buffer of that size, 1 or more. Throws std::bad_alloc.
  Buffer take(std::size_t bytes);

  /// Bytes of all slabs, in use or not.
  std::size_t total_bytes() const;

 private:
  struct Slab;
  class Slabs;
  std::shared_ptr<Slabs> slabs_;
};

/// A buffer in use; its destructor returns it to the pool, or frees it if the pool is gone.
class OutputPool::Buffer {
 public:
  Buffer(Buffer&& other) noexcept = default;
  Buffer& operator=(Buffer&&) = delete;
  ~Buffer();

  char* data() const { return data_; }

 private:
  friend class OutputPool;
  Buffer(std::shared_ptr<Slabs> slabs, Slab* slab, char* data);

  std::shared_ptr<Slabs> slabs_;  // null once moved from
  Slab* slab_;
  char* data_;
};

}  // namespace envcore
