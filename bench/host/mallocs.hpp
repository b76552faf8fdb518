// SPDX-License-Identifier: MIT
// Counts calls of malloc: of everything in the program that includes this file, once.
#pragma once

#include "bench/harness.hpp"

#include <cstdlib>

namespace bench {
inline long mallocs = 0;
}

extern "C" {
void* __libc_malloc(std::size_t size) noexcept;

void* malloc(std::size_t size) noexcept {
  ++bench::mallocs;
  return __libc_malloc(size);
}
}

namespace bench {

/// Like `measure`, and reports the mallocs of a step under `mallocs_name`.
template <class Work>
void measure_with_mallocs(const char* name, const char* mallocs_name, long count, Work work) {
  const long before = mallocs;
  measure(name, count, work);
  const double per_step = static_cast<double>(mallocs - before) / static_cast<double>(count);
  report(mallocs_name, per_step < 0.001 ? 0 : per_step, "mallocs");
}

}  // namespace bench
