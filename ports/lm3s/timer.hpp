// SPDX-License-Identifier: MIT
// The general-purpose timers of the LM3S6965 (datasheet, 9.5), each as one of 32 bits.
#pragma once

#include "ports/cortex_m/registers.hpp"

#include <cstdint>

namespace uasyncio::lm3s {

struct Timer {
  using Register = cortex_m::Register;

  Register configuration;  // 0: both halves as one of 32 bits
  Register mode;
  Register unused_1;
  Register control;
  Register unused_2[2];
  Register interrupt_mask;
  Register unused_3[2];
  Register interrupt_clear;
  Register load;

  static constexpr std::uint32_t one_shot = 1;  // in mode
  static constexpr std::uint32_t periodic = 2;
  static constexpr std::uint32_t enabled = 1;    // in control
  static constexpr std::uint32_t timed_out = 1;  // in the interrupt registers

  /// It will interrupt after each start: once, or again and again.
  void prepare(std::uint32_t how = one_shot) noexcept {
    configuration = 0;
    mode = how;
    interrupt_mask = timed_out;
  }
  void stop() noexcept {
    control = 0;
    interrupt_clear = timed_out;
  }
  [[gnu::always_inline]] void start(std::uint32_t ticks) noexcept {
    stop();
    load = ticks;
    control = enabled;
  }
};

}  // namespace uasyncio::lm3s
