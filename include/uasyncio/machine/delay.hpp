// SPDX-License-Identifier: MIT
// Waiting for microseconds without a task: for bits on a pin, which a sleep is too coarse for.
#pragma once

#include "uasyncio/port/busy_wait.hpp"

#include <cstdint>

namespace uasyncio::machine {

/// Busy for at least so many microseconds, as time.sleep_us of MicroPython; nothing else runs
/// meanwhile but interrupts, so that more than 20 of them are better slept. In virtual time the
/// time passes at once. From everywhere.
inline void delay_us(std::uint32_t microseconds) noexcept {
  busy_wait(from_microseconds(microseconds));
}

}  // namespace uasyncio::machine
