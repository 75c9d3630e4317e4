// output_pool.cpp: buffers are reused, and memory is bounded.
#include "vector/output_pool.hpp"

#include <cstdint>
#include <cstring>
#include <optional>
#include <set>
#include <vector>

#include "tests/check.hpp"

namespace envcore::tests {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

TEST(buffers_in_use_are_apart_and_page_aligned) {
  OutputPool pool;
  std::vector<OutputPool::Buffer> held;
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{5000}, kMiB, 9 * kMiB}) {
    for (int k = 0; k < 9; ++k) {
      held.push_back(pool.take(bytes));
      CHECK_EQ(reinterpret_cast<std::uintptr_t>(held.back().data()) % 4096, std::uintptr_t{0});
      std::memset(held.back().data(), static_cast<int>(held.size()), bytes);
    }
  }
  for (std::size_t k = 0; k < held.size(); ++k) {
    CHECK_EQ(static_cast<std::size_t>(*held[k].data()), k + 1);
  }
}

TEST(a_freed_buffer_is_the_next_to_be_used) {
  OutputPool pool;
  const OutputPool::Buffer held = pool.take(kMiB);
  char* freed = nullptr;
  {
    const OutputPool::Buffer buffer = pool.take(kMiB);
    freed = buffer.data();
  }
  CHECK(pool.take(kMiB).data() == freed);
}

TEST(unused_memory_is_bounded) {
  OutputPool pool;
  std::vector<OutputPool::Buffer> held;
  for (std::size_t k = 0; k < 600; ++k) held.push_back(pool.take(kMiB));
  CHECK(pool.total_bytes() >= 600 * kMiB);
  held.clear();
  CHECK(pool.total_bytes() <= OutputPool::kMostKept);
  CHECK(pool.total_bytes() > OutputPool::kMostKept / 2);
}

TEST(a_buffer_outlives_its_pool) {
  std::optional<OutputPool> pool(std::in_place);
  OutputPool::Buffer buffer = pool->take(kMiB);
  pool.reset();
  std::memset(buffer.data(), 1, kMiB);
  CHECK_EQ(int{buffer.data()[kMiB - 1]}, 1);
}

}  // namespace
}  // namespace envcore::tests
