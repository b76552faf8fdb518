// SPDX-License-Identifier: MIT
// How many descriptors the program has open: those of a test are closed in the end.
#pragma once

#include <cstddef>
#include <filesystem>
#include <iterator>

inline std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}
