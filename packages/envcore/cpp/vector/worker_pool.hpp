// A fixed pool of threads that divide a range of indices.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace envcore {

class WorkerPool {
 public:
  using Job = std::function<void(std::size_t first, std::size_t last)>;

  /// `num_threads` includes the calling thread, so 1 starts no thread.
  explicit WorkerPool(int num_threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Call the job on disjoint ranges that cover 0..count-1, and wait for all of them.
  void run(std::size_t count, const Job& job);

 private:
  void work(std::size_t worker);
  void run_part(std::size_t worker) const;

  std::size_t num_parts_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  const Job* job_ = nullptr;
  std::size_t count_ = 0;
  std::size_t round_ = 0;
  std::size_t running_ = 0;
  bool stop_ = false;
};

}  // namespace envcore
