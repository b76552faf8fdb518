// SPDX-License-Identifier: MIT
// The analogue converter of the RP2040.
#pragma once

#include "uasyncio/machine/adc.hpp"

#include "ports/bare_metal/require_pin.hpp"

#include <cstdint>

namespace uasyncio::rp2040 {

/// An input on GP26 to GP29: 12 bits, in 2 us. A conversion that the hardware calls wrong is EIO;
/// without the board's crystal, from which the converter has its clock, each is ENODEV.
class ADC {
 public:
  constexpr explicit ADC(std::uint8_t pin) noexcept : channel_(pin - first_pin) {
    bare_metal::require_pin(pin >= first_pin && pin < first_pin + 4);
  }

  machine::Sample read_u16() noexcept;

 private:
  static constexpr std::uint8_t first_pin = 26;

  std::uint8_t channel_;
  bool is_ready_ = false;
};

}  // namespace uasyncio::rp2040
