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

/// In nanoseconds: of this process, which other programs on the machine disturb least, and of the
/// wall.
struct Times {
  double cpu = 0;
  double wall = 0;

  Times& operator+=(Times more) {
    cpu += more.cpu;
    wall += more.wall;
    return *this;
  }
  friend Times operator-(Times end, Times start) {
    return {end.cpu - start.cpu, end.wall - start.wall};
  }
};

inline Times now() { return {clock_ns(CLOCK_PROCESS_CPUTIME_ID), clock_ns(CLOCK_MONOTONIC)}; }

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

/// For each of `count` steps, which took so long together.
inline void report(const char* name, Times taken, long count) {
  const auto steps = static_cast<double>(count);
  std::printf("figure: %s = %.6g ns, wall %.6g\n", name, taken.cpu / steps, taken.wall / steps);
}

/// Runs `work` once and reports what each of its `count` steps takes.
template <class Work>
void measure(const char* name, long count, Work work) {
  const Times start = now();
  work();
  report(name, now() - start, count);
}

}  // namespace bench
