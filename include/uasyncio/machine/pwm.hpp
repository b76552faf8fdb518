// SPDX-License-Identifier: MIT
// Pulses of a width, as MicroPython's machine.PWM.
#pragma once

#include "uasyncio/port/error.hpp"

#include <concepts>
#include <cstdint>

namespace uasyncio::machine {

/// `freq` sets how many pulses there are in a second, or says how many; ValueError, and nothing has
/// changed, if the hardware cannot. It is that of the pin's hardware, which other pins may share.
/// `duty_u16` is the part of a pulse that is high, 0 to 65535: 0 is always low, 65535 always high;
/// it stays when the frequency changes. It begins at 0. `deinit` ends the pulses, the pin is low
/// then. None of them suspends; from one task at a time.
template <class T>
concept PWM = requires(T pwm, std::uint32_t hz, std::uint16_t duty) {
  { pwm.freq(hz) } -> std::same_as<Error>;
  { pwm.freq() } -> std::same_as<std::uint32_t>;
  pwm.duty_u16(duty);
  { pwm.duty_u16() } -> std::same_as<std::uint16_t>;
  pwm.deinit();
};

}  // namespace uasyncio::machine
