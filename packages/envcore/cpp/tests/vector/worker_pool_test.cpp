// worker_pool.cpp: every index once, whatever the threads.
#include "vector/worker_pool.hpp"

#include <thread>
#include <vector>

#include "tests/check.hpp"

namespace envcore::tests {
namespace {

/// How often each of `count` indices was visited.
std::vector<int> visits_of(WorkerPool& pool, std::size_t count) {
  std::vector<int> visits(count);
  pool.run(count, [&visits](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) visits[i] += 1;
  });
  return visits;
}

TEST(every_index_is_visited_once) {
  for (const int num_threads : {1, 2, 3, 5}) {
    const check::Note note("num_threads", num_threads);
    WorkerPool pool(num_threads);
    for (const std::size_t count : {0U, 1U, 2U, 3U, 4U, 7U, 100U}) {
      CHECK_EQ(visits_of(pool, count), std::vector<int>(count, 1));
    }
  }
}

TEST(a_pool_is_used_again_and_again) {
  WorkerPool pool(3);
  std::vector<long> sums(30);
  for (int round = 1; round <= 500; ++round) {
    pool.run(sums.size(), [&sums, round](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) sums[i] += round;
    });
  }
  CHECK_EQ(sums, std::vector<long>(30, 500L * 501 / 2));
}

TEST(one_thread_is_the_caller) {
  WorkerPool pool(1);
  std::thread::id ran_in;
  pool.run(3, [&ran_in](std::size_t, std::size_t) { ran_in = std::this_thread::get_id(); });
  CHECK(ran_in == std::this_thread::get_id());
}

TEST(more_threads_share_the_work) {
  WorkerPool pool(3);
  std::vector<std::thread::id> ran_in(3);
  pool.run(3, [&ran_in](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) ran_in[i] = std::this_thread::get_id();
  });
  CHECK(ran_in[0] == std::this_thread::get_id());
  CHECK(ran_in[1] != ran_in[0]);
  CHECK(ran_in[2] != ran_in[0]);
  CHECK(ran_in[2] != ran_in[1]);
}

TEST(run_waits_for_every_part) {
  WorkerPool pool(2);
  int slow_part = 0;  // written by the other thread; read without a lock once run has returned
  pool.run(2, [&slow_part](std::size_t first, std::size_t) {
    if (first == 0) return;
    for (int i = 0; i < 1000; ++i) std::this_thread::yield();
    slow_part = 1;
  });
  CHECK_EQ(slow_part, 1);
}

}  // namespace
}  // namespace envcore::tests
