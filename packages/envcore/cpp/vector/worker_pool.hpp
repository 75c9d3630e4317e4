// A fixed pool of threads that divide a range of indices.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace envcore {

/// Every thread owns a share of the range and takes it in chunks; one that is done helps the
/// others. The caller never waits for a thread that has not started: it takes that share itself.
/// Between two runs the threads spin for up to 50 microseconds, then sleep.
class WorkerPool {
 public:
  using Job = std::function<void(std::size_t first, std::size_t last)>;

  /// `num_threads` includes the calling thread, so 1 starts no thread.
  explicit WorkerPool(int num_threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Call the job on disjoint ranges that cover 0..count-1, and wait for all of them. Not to be
  /// called by two threads at once. A count below 256 stays in the calling thread.
  void run(std::size_t count, const Job& job);

 private:
  /// The part of the range that one thread takes first.
  struct Share {
    std::atomic<std::size_t> next{0};
    std::size_t last = 0;
    std::atomic<bool> is_asleep{false};
    std::condition_variable wake;
    std::array<std::byte, 64> padding{};  // no two shares write to one cache line
  };

  void open_round(std::size_t count, std::size_t num_shares, const Job& job);
  void wake_sleepers(std::size_t num_shares);
  void close_round();
  void run_shares(std::size_t own);
  void work(std::size_t worker);
  bool join(std::uint64_t round);
  void leave();
  bool spin_until_round_after(std::uint64_t round) const;
  void sleep_until_round_after(std::uint64_t round, Share& share);

  std::vector<Share> shares_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> is_caller_asleep_{false};
  bool may_spin_;
  // of the open round; written while no thread is inside
  const Job* job_ = nullptr;
  std::size_t num_shares_ = 0;
  std::size_t chunk_ = 1;
  // number of the round, whether it is open, and how many threads of the pool are inside
  std::atomic<std::uint64_t> state_{0};
};

}  // namespace envcore
