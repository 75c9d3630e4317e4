// Buffers of zeros that are used again: what was written to one is gone.
#include "vector/zero_pool.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "tests/check.hpp"

namespace envcore::tests {
namespace {

constexpr std::size_t kBytes = 1'000'000;

bool is_zero(const ZeroPool::Buffer& buffer) {
  return std::all_of(buffer.data(), buffer.data() + kBytes, [](char byte) { return byte == 0; });
}

TEST(a_buffer_is_zero_again_when_it_is_reused) {
  ZeroPool pool;
  const char* first = nullptr;
  {
    const ZeroPool::Buffer buffer = pool.take(kBytes);
    first = buffer.data();
    CHECK(is_zero(buffer));
    std::memset(buffer.data(), 7, kBytes);
    CHECK_EQ(pool.kept_bytes(), std::size_t{0});
  }
  CHECK_EQ(pool.kept_bytes(), kBytes);
  const ZeroPool::Buffer again = pool.take(kBytes);
  CHECK(again.data() == first);
  CHECK(is_zero(again));
}

TEST(buffers_in_use_are_apart) {
  ZeroPool pool;
  const ZeroPool::Buffer a = pool.take(kBytes), b = pool.take(kBytes);
  {
    const ZeroPool::Buffer c = pool.take(kBytes + 1);
  }
  const ZeroPool::Buffer d = pool.take(kBytes);
  for (const ZeroPool::Buffer* buffer : {&a, &b, &d}) {
    CHECK(is_zero(*buffer));
    std::memset(buffer->data(), 7, kBytes);
  }
  CHECK_EQ(pool.kept_bytes(), kBytes + 1);
}

TEST(a_buffer_of_zeros_outlives_its_pool) {
  std::optional<ZeroPool> pool;
  pool.emplace();
  const ZeroPool::Buffer buffer = pool->take(kBytes);
  pool.reset();
  CHECK(is_zero(buffer));
  std::memset(buffer.data(), 7, kBytes);
}

TEST(buffers_of_zeros_beyond_the_limit_are_not_kept) {
  ZeroPool pool;
  {
    const ZeroPool::Buffer buffer = pool.take(ZeroPool::kMostKept + 1);
  }
  CHECK_EQ(pool.kept_bytes(), std::size_t{0});
}

}  // namespace
}  // namespace envcore::tests
