// What ours and the peers' benchmark of sleeping tasks share.
#pragma once

#include <cstdio>
#include <unistd.h>

namespace bench {

inline unsigned seed_of(int index) { return static_cast<unsigned>(index) * 7919 + 1; }

/// From 1 to 1000.
inline int next_length_ms(unsigned& seed) {
  seed = seed * 1664525 + 1013904223;
  return 1 + static_cast<int>((seed >> 8) % 1000);
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

}  // namespace bench
