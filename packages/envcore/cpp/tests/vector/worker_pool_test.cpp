// worker_pool.cpp: every index once, whatever the threads.
#include "vector/worker_pool.hpp"

#include <atomic>
#include <chrono>
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
    for (const std::size_t count : {0U, 1U, 255U, 256U, 257U, 384U, 1000U, 10007U}) {
      CHECK_EQ(visits_of(pool, count), std::vector<int>(count, 1));
    }
  }
}

TEST(a_pool_is_used_again_and_again) {
  WorkerPool pool(3);
  std::vector<long> sums(1000);
  for (int round = 1; round <= 500; ++round) {
    pool.run(sums.size(), [&sums, round](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) sums[i] += round;
    });
    // now and then long enough for the threads to fall asleep
    if (round % 100 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  CHECK_EQ(sums, std::vector<long>(1000, 500L * 501 / 2));
}

TEST(a_count_too_small_to_share_stays_with_the_caller) {
  WorkerPool pool(3);
  std::vector<std::thread::id> ran_in;
  pool.run(255,
           [&ran_in](std::size_t, std::size_t) { ran_in.push_back(std::this_thread::get_id()); });
  CHECK_EQ(ran_in.size(), std::size_t{1});
  CHECK(ran_in[0] == std::this_thread::get_id());
}

TEST(more_threads_share_the_work) {
  WorkerPool pool(2);
  const std::thread::id caller = std::this_thread::get_id();
  std::atomic<bool> ran_elsewhere{false};
  pool.run(1024, [&](std::size_t, std::size_t) {
    if (std::this_thread::get_id() != caller) ran_elsewhere = true;
    while (!ran_elsewhere) std::this_thread::yield();
  });
  CHECK(ran_elsewhere.load());
}

TEST(the_caller_takes_the_shares_of_threads_that_do_not_come) {
  WorkerPool pool(2);
  const std::thread::id caller = std::this_thread::get_id();
  std::atomic<std::size_t> done_by_caller{0};
  std::atomic<bool> is_worker_held{false};
  pool.run(1024, [&](std::size_t first, std::size_t last) {
    if (std::this_thread::get_id() == caller) {
      done_by_caller += last - first;
    } else if (!is_worker_held.exchange(true)) {
      while (done_by_caller < 1024 - (last - first)) std::this_thread::yield();
    }
  });
  CHECK(done_by_caller.load() >= 1024 - 128);  // all but the one chunk that the worker held
}

TEST(run_waits_for_every_part) {
  WorkerPool pool(2);
  const std::thread::id caller = std::this_thread::get_id();
  for (int round = 0; round < 20; ++round) {
    std::vector<int> slow(1024);  // read without a lock once run has returned
    pool.run(slow.size(), [&](std::size_t first, std::size_t last) {
      if (std::this_thread::get_id() != caller) {
        for (int i = 0; i < 1000; ++i) std::this_thread::yield();
      }
      for (std::size_t i = first; i < last; ++i) slow[i] = 1;
    });
    CHECK_EQ(slow, std::vector<int>(1024, 1));
  }
}

}  // namespace
}  // namespace envcore::tests
