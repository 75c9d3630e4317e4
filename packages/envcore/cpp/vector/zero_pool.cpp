#include "vector/zero_pool.hpp"

#include <cstring>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace envcore {

#ifdef __linux__

/// Pages of zeros, small ones: a row that is written takes a page, not 2 MiB.
class ZeroPool::Pages {
 public:
  explicit Pages(std::size_t size)
      : bytes(size),
        data(mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {
    if (data == MAP_FAILED) throw std::bad_alloc();
    madvise(data, bytes, MADV_NOHUGEPAGE);
  }
  ~Pages() { munmap(data, bytes); }
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  /// Make every byte zero; false if that is impossible.
  bool clear() const { return madvise(data, bytes, MADV_DONTNEED) == 0; }

  const std::size_t bytes;
  void* const data;
};

#else

class ZeroPool::Pages {
 public:
  explicit Pages(std::size_t size) : bytes(size), data(::operator new(size, kPage)) { clear(); }
  ~Pages() { ::operator delete(data, kPage); }
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  bool clear() const {
    std::memset(data, 0, bytes);
    return true;
  }

  const std::size_t bytes;
  void* const data;

 private:
  static constexpr std::align_val_t kPage{4096};
};

#endif

struct ZeroPool::Kept {
  /// All zeros; the one that came back last is the next to be used.
  std::map<std::size_t, std::vector<std::unique_ptr<Pages>>> by_size;
  std::size_t bytes = 0;
  bool is_closed = false;
};

ZeroPool::ZeroPool() : kept_(std::make_shared<Kept>()) {}

ZeroPool::~ZeroPool() {
  kept_->is_closed = true;
  kept_->by_size.clear();
}

ZeroPool::Buffer ZeroPool::take(std::size_t bytes) {
  std::vector<std::unique_ptr<Pages>>& kept = kept_->by_size[bytes];
  if (kept.empty()) return {kept_, std::make_unique<Pages>(bytes)};
  std::unique_ptr<Pages> pages = std::move(kept.back());
  kept.pop_back();
  kept_->bytes -= bytes;
  return {kept_, std::move(pages)};
}

std::size_t ZeroPool::kept_bytes() const { return kept_->bytes; }

ZeroPool::Buffer::Buffer(std::shared_ptr<Kept> kept, std::unique_ptr<Pages> pages)
    : kept_(std::move(kept)), pages_(std::move(pages)) {}

ZeroPool::Buffer::Buffer(Buffer&& other) noexcept = default;

ZeroPool::Buffer::~Buffer() {
  if (pages_ == nullptr || kept_->is_closed) return;
  const std::size_t bytes = pages_->bytes;
  if (kept_->bytes + bytes > kMostKept || !pages_->clear()) return;
  kept_->bytes += bytes;
  kept_->by_size[bytes].push_back(std::move(pages_));
}

char* ZeroPool::Buffer::data() const { return static_cast<char*>(pages_->data); }

}  // namespace envcore
