// SPDX-License-Identifier: MIT
// Where the LM3S6965's UARTs are (datasheet, chapter 12 "Universal Asynchronous
// Receivers/Transmitters"): the console's and the streams'.
#pragma once

#include "ports/cortex_m/pl011.hpp"
#include "ports/lm3s/chip.hpp"

namespace uasyncio::lm3s {

constexpr cortex_m::Pl011 uart_at(unsigned number) noexcept {
  return cortex_m::Pl011(0x4000'C000 + 0x1000 * number);
}

}  // namespace uasyncio::lm3s
