// How a host benchmark reports: one line per figure, read by ./measure. Each run of the program is
// one round; ./measure runs ours and the peers' in turn and takes medians.
#pragma once

#include <cstdint>
#include <cstdio>
#include <ctime>

namespace bench {

/// CPU time of this process in nanoseconds: other programs on the machine disturb it least.
inline double cpu_ns() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

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

/// Runs `work` once and reports CPU nanoseconds for each of its `count` steps.
template <class Work>
void measure(const char* name, long count, Work work) {
  const double start = cpu_ns();
  work();
  report(name, (cpu_ns() - start) / static_cast<double>(count), "ns");
}

}  // namespace bench
