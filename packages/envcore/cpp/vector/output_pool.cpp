#include "vector/output_pool.hpp"

#include <algorithm>
#include <new>

#include "vector/large_pages.hpp"

namespace envcore {
namespace {

constexpr std::size_t kPage = 4096;
/// A slab holds several buffers, so that little of its last large page is unused.
constexpr std::size_t kLeastSlab = std::size_t{8} << 20;

constexpr std::size_t round_up(std::size_t bytes, std::size_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

}  // namespace

/// Memory for some buffers of one size.
struct OutputPool::Slab {
  explicit Slab(std::size_t size)
      : buffer_bytes(size),
        bytes(std::max(kLeastSlab, round_up(size, kLargePage))),
        memory(allocate_large(bytes)) {
    const std::size_t count = bytes / buffer_bytes;
    free.reserve(count);
    for (std::size_t k = count; k > 0; --k) free.push_back(memory.get() + (k - 1) * buffer_bytes);
  }

  bool is_unused() const { return free.size() == bytes / buffer_bytes; }

  std::size_t buffer_bytes;
  std::size_t bytes;
  LargeMemory memory;
  std::vector<char*> free;  // the last one is the next to be used: its lines may be in cache
};

/// All slabs of a pool.
class OutputPool::Slabs {
 public:
  Slab& slab_with_space(std::size_t buffer_bytes) {
    std::vector<std::unique_ptr<Slab>>& slabs = by_size_[buffer_bytes];
    for (const std::unique_ptr<Slab>& slab : slabs) {
      if (!slab->free.empty()) return *slab;
    }
    slabs.push_back(std::make_unique<Slab>(buffer_bytes));
    total_ += slabs.back()->bytes;
    unused_ += slabs.back()->bytes;
    return *slabs.back();
  }

  char* take_from(Slab& slab) {
    if (slab.is_unused()) unused_ -= slab.bytes;
    char* const data = slab.free.back();
    slab.free.pop_back();
    return data;
  }

  void give_back(Slab& slab, char* data) {
    slab.free.push_back(data);
    if (!slab.is_unused()) return;
    unused_ += slab.bytes;
    if (is_closed_ || unused_ > kMostKept) release(slab);
  }

  /// Release what is unused; buffers in use are released when they come back.
  void close() {
    is_closed_ = true;
    for (auto& [size, slabs] : by_size_) {
      std::erase_if(slabs, [](const auto& slab) { return slab->is_unused(); });
    }
  }

  std::size_t total() const { return total_; }

 private:
  void release(const Slab& unused) {
    total_ -= unused.bytes;
    unused_ -= unused.bytes;
    std::erase_if(by_size_[unused.buffer_bytes],
                  [&unused](const auto& slab) { return slab.get() == &unused; });
  }

  std::map<std::size_t, std::vector<std::unique_ptr<Slab>>> by_size_;
  std::size_t total_ = 0;
  std::size_t unused_ = 0;
  bool is_closed_ = false;
};

OutputPool::OutputPool() : slabs_(std::make_shared<Slabs>()) {}

OutputPool::~OutputPool() { slabs_->close(); }

OutputPool::Buffer OutputPool::take(std::size_t bytes) {
  Slab& slab = slabs_->slab_with_space(round_up(bytes, kPage));
  return {slabs_, &slab, slabs_->take_from(slab)};
}

std::size_t OutputPool::total_bytes() const { return slabs_->total(); }

OutputPool::Buffer::Buffer(std::shared_ptr<Slabs> slabs, Slab* slab, char* data)
    : slabs_(std::move(slabs)), slab_(slab), data_(data) {}

OutputPool::Buffer::~Buffer() {
  if (slabs_ != nullptr) slabs_->give_back(*slab_, data_);
}

}  // namespace envcore
