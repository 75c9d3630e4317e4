#include "vector/worker_pool.hpp"

#include <algorithm>
#include <chrono>

#ifdef __linux__
#include <sched.h>
#endif
#if defined(_MSC_VER) || defined(__x86_64__) || defined(__i386__)
#include <emmintrin.h>
#endif

namespace envcore {
namespace {

/// Smaller shares cost more to hand over than they save.
constexpr std::size_t kLeastShare = 128;
constexpr std::size_t kLeastChunk = 64;
constexpr std::size_t kChunksPerShare = 4;
/// Waking a sleeping thread takes 30 to 45 microseconds.
constexpr std::chrono::microseconds kSpinTime{50};
constexpr int kPausesPerYield = 64;

constexpr std::uint64_t kInside = 0xFFFF;  // mask of the count of threads inside
constexpr std::uint64_t kOpen = 0x10000;
constexpr std::uint64_t kOneRound = 0x20000;

constexpr std::uint64_t round_of(std::uint64_t state) { return state / kOneRound; }

void pause() {
#if defined(_MSC_VER) || defined(__x86_64__) || defined(__i386__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Wait until `is_done` is true, for the spin time at most; return whether it is.
template <class Condition>
bool spin_until(const Condition& is_done) {
  const auto end = std::chrono::steady_clock::now() + kSpinTime;
  do {
    for (int i = 0; i < kPausesPerYield; ++i) {
      if (is_done()) return true;
      pause();
    }
    std::this_thread::yield();  // a busy machine has better use for this core
  } while (std::chrono::steady_clock::now() < end);
  return is_done();
}

std::size_t num_cpus_allowed() {
#ifdef __linux__
  cpu_set_t cpus;
  if (sched_getaffinity(0, sizeof(cpus), &cpus) == 0) {
    return static_cast<std::size_t>(CPU_COUNT(&cpus));
  }
#endif
  return std::thread::hardware_concurrency();
}

}  // namespace

WorkerPool::WorkerPool(int num_threads)
    : shares_(static_cast<std::size_t>(num_threads)),
      may_spin_(static_cast<std::size_t>(num_threads) <= num_cpus_allowed()) {
  threads_.reserve(shares_.size() - 1);
  for (std::size_t worker = 1; worker < shares_.size(); ++worker) {
    threads_.emplace_back([this, worker] { work(worker); });
  }
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  for (Share& share : shares_) share.wake.notify_one();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::run(std::size_t count, const Job& job) {
  const std::size_t num_shares = std::min(shares_.size(), count / kLeastShare);
  if (num_shares < 2) {
    if (count > 0) job(0, count);
    return;
  }
  open_round(count, num_shares, job);
  wake_sleepers(num_shares);
  run_shares(0);
  close_round();
}

void WorkerPool::open_round(std::size_t count, std::size_t num_shares, const Job& job) {
  job_ = &job;
  num_shares_ = num_shares;
  chunk_ = std::max(kLeastChunk, count / (num_shares * kChunksPerShare));
  for (std::size_t k = 0; k < num_shares; ++k) {
    shares_[k].next.store(count * k / num_shares, std::memory_order_relaxed);
    shares_[k].last = count * (k + 1) / num_shares;
  }
  state_ = (round_of(state_) + 1) * kOneRound | kOpen;
}

void WorkerPool::wake_sleepers(std::size_t num_shares) {
  for (std::size_t k = 1; k < num_shares; ++k) {
    if (!shares_[k].is_asleep) continue;
    {
      const std::lock_guard lock(mutex_);
      shares_[k].is_asleep = false;
    }
    shares_[k].wake.notify_one();
  }
}

void WorkerPool::close_round() {
  state_ &= ~kOpen;
  const auto is_done = [this] { return (state_.load() & kInside) == 0; };
  if (is_done() || (may_spin_ && spin_until(is_done))) return;
  std::unique_lock lock(mutex_);
  is_caller_asleep_ = true;
  done_.wait(lock, is_done);
  is_caller_asleep_ = false;
}

void WorkerPool::run_shares(std::size_t own) {
  for (std::size_t k = 0; k < num_shares_; ++k) {
    Share& share = shares_[(own + k) % num_shares_];
    while (true) {
      const std::size_t first = share.next.fetch_add(chunk_, std::memory_order_relaxed);
      if (first >= share.last) break;
      (*job_)(first, std::min(first + chunk_, share.last));
    }
  }
}

void WorkerPool::work(std::size_t worker) {
  std::uint64_t seen = 0;
  bool may_spin = may_spin_;
  while (true) {
    if (!may_spin || !spin_until_round_after(seen)) sleep_until_round_after(seen, shares_[worker]);
    if (stop_) return;
    seen = round_of(state_);
    may_spin = may_spin_;
    if (!join(seen)) continue;
    if (worker < num_shares_) {
      run_shares(worker);
    } else {
      may_spin = false;  // such rounds do not need this thread
    }
    leave();
  }
}

bool WorkerPool::join(std::uint64_t round) {
  std::uint64_t state = state_;
  while (round_of(state) == round && (state & kOpen) != 0) {
    if (state_.compare_exchange_weak(state, state + 1)) return true;
  }
  return false;
}

void WorkerPool::leave() {
  const std::uint64_t state = --state_;
  if ((state & (kInside | kOpen)) != 0 || !is_caller_asleep_) return;
  {
    const std::lock_guard lock(mutex_);  // the caller waits, or has not looked yet
  }
  done_.notify_one();
}

bool WorkerPool::spin_until_round_after(std::uint64_t round) const {
  return spin_until([this, round] { return round_of(state_.load()) != round || stop_.load(); });
}

void WorkerPool::sleep_until_round_after(std::uint64_t round, Share& share) {
  std::unique_lock lock(mutex_);
  share.is_asleep = true;
  if (round_of(state_) == round) {
    share.wake.wait(lock, [this, &share] { return !share.is_asleep || stop_; });
  }
  share.is_asleep = false;
}

}  // namespace envcore
