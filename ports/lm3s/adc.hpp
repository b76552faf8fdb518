// SPDX-License-Identifier: MIT
// Analogue inputs of the LM3S6965.
#pragma once

#include "uasyncio/machine/adc.hpp"

#include <cstdint>

namespace uasyncio::lm3s {

/// `ADC adc(0);` is the input ADC0; there are four. Ten bits, of which the upper ones are repeated
/// below. A conversion takes some 2 us. Timer 1 starts them, because nothing else does in QEMU,
/// where every input is at 512 to 519 of 1023. ValueError: the chip has no such input;
/// TimeoutError: the converter does not end.
class ADC {
 public:
  constexpr explicit ADC(std::uint8_t number) noexcept : number_(number) {}

  machine::Sample read_u16() noexcept;

 private:
  std::uint8_t number_;
  bool is_ready_ = false;
};

static_assert(machine::ADC<ADC>);

}  // namespace uasyncio::lm3s
