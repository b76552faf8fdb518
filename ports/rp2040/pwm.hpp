// SPDX-License-Identifier: MIT
// Pulse-width modulation on the pins of the RP2040.
#pragma once

#include "uasyncio/machine/pwm.hpp"
#include "uasyncio/power/deep_sleep.hpp"

#include "ports/bare_metal/require_pin.hpp"
#include "ports/rp2040/pin.hpp"

#include <cstdint>
#include <optional>

namespace uasyncio::rp2040 {

/// 8 Hz to 62.5 MHz, off until both `freq` and `duty_u16` were called. An even pin, the next one,
/// and those 16 above them have one frequency: the one that was set last, at which the others' duty
/// is to be set again. Pins 16 apart have one duty, too. While it is on, the processor sleeps
/// lightly.
class PWM {
 public:
  constexpr explicit PWM(std::uint8_t pin) noexcept : pin_(pin) {
    bare_metal::require_pin(is_pin(pin));
  }

  Error freq(std::uint32_t hz) noexcept;
  std::uint32_t freq() const noexcept { return hz_; }
  void duty_u16(std::uint16_t duty) noexcept;
  std::uint16_t duty_u16() const noexcept { return duty_; }
  void deinit() noexcept;

 private:
  void apply() noexcept;

  std::optional<LightSleep> runs_;
  std::uint8_t pin_;
  std::uint16_t duty_ = 0;
  std::uint32_t period_ = 0;  // in counts
  std::uint32_t hz_ = 0;
};

}  // namespace uasyncio::rp2040
