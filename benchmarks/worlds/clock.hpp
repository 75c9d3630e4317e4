// Time spent: of the processor where the system tells it, so that its other users do not count.
#pragma once

#include <chrono>
#include <ctime>

namespace envcore::bench {

/// Nanoseconds of processor time that this thread has used; of wall time where there is no such
/// clock.
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
