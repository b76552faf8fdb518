// SPDX-License-Identifier: MIT
// The timers of the RP2040.
#pragma once

#include "uasyncio/machine/timer.hpp"

#include "ports/bare_metal/require_pin.hpp"

#include <cstdint>

namespace uasyncio::rp2040 {

/// One of the alarms 1 to 3 of the chip's timer, which counts microseconds; 0 is the loop's, and 3
/// that of an InterruptLoop, if there is one. Up to `most_us`, a bit more than half an hour. One
/// object for each at a time.
class Timer {
 public:
  static constexpr std::uint32_t most_us = 0x7FFF'FFFF;

  constexpr explicit Timer(std::uint8_t alarm) noexcept : alarm_(alarm) {
    bare_metal::require_pin(alarm >= 1 && alarm <= 3);
  }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { deinit(); }

  [[nodiscard("it may be refused")]] Error init(machine::TimerMode mode, std::uint32_t period_us,
                                                machine::TimerHandler handler,
                                                void* argument) noexcept;
  void deinit() noexcept;

  void serve() noexcept;  // the interrupt

 private:
  void wait_for(std::uint32_t due) noexcept;

  machine::TimerHandler handler_ = nullptr;
  void* argument_ = nullptr;
  std::uint32_t period_us_ = 0;
  std::uint32_t due_ = 0;  // as the lower half of the counter
  machine::TimerMode mode_ = machine::TimerMode::one_shot;
  std::uint8_t alarm_;
};

}  // namespace uasyncio::rp2040
