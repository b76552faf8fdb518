// SPDX-License-Identifier: MIT
// Chance: what hostile models do when, by a seed.
#pragma once

#include <cstdint>

namespace uasyncio::testing {

/// Numbers that look like chance, the same for the same seed everywhere. From one context at a
/// time.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) noexcept : state_(seed * 2 + 1) {}
  /// The next one, less than 2^31.
  std::uint32_t next() noexcept {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state_ >> 33);
  }
  /// From `low` to `high`, both included; `high - low` is less than 2^31.
  std::int64_t between(std::int64_t low, std::int64_t high) noexcept {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  /// True once in `n` times, on the average; `n` is not 0.
  bool one_in(std::uint32_t n) noexcept { return next() % n == 0; }

 private:
  std::uint64_t state_;
};

}  // namespace uasyncio::testing
