// Time spent: CPU time where the system reports it, so that other processes do not count.
#pragma once

#include <chrono>
#include <ctime>

namespace envcore::bench {

/// Nanoseconds of CPU time of this thread; of wall time where the system has no clock for that.
inline double thread_nanoseconds() {
#ifdef CLOCK_THREAD_CPUTIME_ID
  std::timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e9 * static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec);
#else
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::nano>(now).count();
#endif
}

/// Nanoseconds of wall time: what counts where several threads work.
inline double wall_nanoseconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::nano>(now).count();
}

}  // namespace envcore::bench
