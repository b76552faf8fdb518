// SPDX-License-Identifier: MIT
// The watchdog of the RP2040.
#pragma once

#include "uasyncio/machine/wdt.hpp"

#include <cstdint>

namespace uasyncio::rp2040 {

class WDT {
 public:
  /// The longest time that it can count.
  static constexpr std::uint32_t most_ms = 8'388;

  /// Runs from now on: at most `most_ms`, at least 1. A debugger that stops the core stops it.
  explicit WDT(std::uint32_t timeout_ms = 5'000) noexcept;

  void feed() noexcept;

  /// Whether it has brought about the last reset.
  static bool has_reset() noexcept;

 private:
  std::uint32_t load_;
};

}  // namespace uasyncio::rp2040
