#include "vector/worker_pool.hpp"

namespace envcore {

WorkerPool::WorkerPool(int num_threads) : num_parts_(static_cast<std::size_t>(num_threads)) {
  threads_.reserve(num_parts_ - 1);
  for (std::size_t worker = 1; worker < num_parts_; ++worker) {
    threads_.emplace_back([this, worker] { work(worker); });
  }
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::run(std::size_t count, const Job& job) {
  if (threads_.empty()) return job(0, count);
  {
    const std::lock_guard lock(mutex_);
    job_ = &job;
    count_ = count;
    running_ = threads_.size();
    ++round_;
  }
  wake_.notify_all();
  run_part(0);
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return running_ == 0; });
}

void WorkerPool::run_part(std::size_t worker) const {
  const std::size_t first = count_ * worker / num_parts_;
  const std::size_t last = count_ * (worker + 1) / num_parts_;
  if (first < last) (*job_)(first, last);
}

void WorkerPool::work(std::size_t worker) {
  std::size_t seen = 0;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this, seen] { return stop_ || round_ != seen; });
      if (stop_) return;
      seen = round_;
    }
    run_part(worker);
    {
      const std::lock_guard lock(mutex_);
      --running_;
    }
    done_.notify_one();
  }
}

}  // namespace envcore
