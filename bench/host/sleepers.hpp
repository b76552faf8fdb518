// SPDX-License-Identifier: MIT
// What ours and the others' benchmark of sleeping tasks share.
#pragma once

#include "bench/harness.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <unistd.h>
#include <vector>

namespace bench {

inline unsigned seed_of(int index) { return static_cast<unsigned>(index) * 7919 + 1; }

/// From 1 to `longest`.
inline unsigned next_length_ms(unsigned& seed, unsigned longest) {
  seed = seed * 1664525 + 1013904223;
  return 1 + (seed >> 8) % longest;
}

/// What of this process is in memory now.
inline long resident_bytes() {
  long pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*s %ld", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return pages * sysconf(_SC_PAGESIZE);
}

/// How many tasks sleep how long, and for how long they are watched.
struct Sleepers {
  const char* name;
  int tasks;
  unsigned longest_ms;
  unsigned watched_ms;
};
inline constexpr Sleepers all_sleepers[] = {{"1 sleeping task", 1, 2, 500},
                                            {"1,000 sleeping tasks", 1'000, 1'000, 1'000},
                                            {"100,000 sleeping tasks", 100'000, 1'000, 2'000},
                                            {"1,000,000 sleeping tasks", 1'000'000, 10'000, 4'000}};

inline long wakeups = 0;
inline std::vector<std::uint32_t> lateness_us;  // of every 16th task

/// The CPU time of all wakeups between its begin and its end, and how late they were.
class Watch {
 public:
  Watch() : cpu_(now().cpu), wakeups_(wakeups) { lateness_us.clear(); }
  void report(const char* name) const {
    const double cpu = now().cpu - cpu_;
    const std::string sleepers = name;
    bench::report((sleepers + ", a wakeup").c_str(), cpu / static_cast<double>(wakeups - wakeups_),
                  "ns");
    std::sort(lateness_us.begin(), lateness_us.end());
    bench::report((sleepers + ", late, median").c_str(), late(0.5), "us");
    bench::report((sleepers + ", late, p99").c_str(), late(0.99), "us");
  }

 private:
  static double late(double part) {
    if (lateness_us.empty()) return 0;
    const auto last = static_cast<double>(lateness_us.size() - 1);
    return lateness_us[static_cast<std::size_t>(part * last)];
  }
  double cpu_;
  long wakeups_;
};

}  // namespace bench
