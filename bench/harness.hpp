// SPDX-License-Identifier: MIT
// How a host benchmark reports: one line per figure, read by ./measure. Each run of the program is
// one round; ./measure runs ours and the peers' in turn and takes medians.
#pragma once

#include <cstdint>
#include <cstdio>
#include <ctime>

namespace bench {

inline double clock_ns(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

/// CPU time of this process in nanoseconds: other programs on the machine disturb it least.
inline double cpu_ns() { return clock_ns(CLOCK_PROCESS_CPUTIME_ID); }

/// Of a clock that nobody sets.
inline std::uint64_t monotonic_us() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000 +
         static_cast<std::uint64_t>(time.tv_nsec) / 1'000;
}

/// `name` is the same in our program and in the peers'.
inline void report(const char* name, double value, const char* unit) {
  std::printf("figure: %s = %.6g %s\n", name, value, unit);
}

/// Runs `work` once and reports nanoseconds for each of its `count` steps: CPU and wall time.
template <class Work>
void measure(const char* name, long count, Work work) {
  const double cpu = cpu_ns();
  const double wall = clock_ns(CLOCK_MONOTONIC);
  work();
  const double steps = static_cast<double>(count);
  std::printf("figure: %s = %.6g ns, wall %.6g\n", name, (cpu_ns() - cpu) / steps,
              (clock_ns(CLOCK_MONOTONIC) - wall) / steps);
}

}  // namespace bench
