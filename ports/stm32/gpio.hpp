// SPDX-License-Identifier: MIT
// GPIO of the STM32F405 (RM0090, chapter 8), for the pin drivers.
#pragma once

#include "ports/stm32/chip.hpp"
#include "ports/stm32/pin.hpp"

namespace uasyncio::stm32::gpio {

// 8.4 "GPIO registers": offsets from the port's base. Those with two bits per pin:
inline constexpr std::uintptr_t mode = 0x00;  // 00 input, 01 output
inline constexpr std::uintptr_t pull = 0x0C;  // 00 none, 01 up
// and with one:
inline constexpr std::uintptr_t output_type = 0x04;  // 1: open drain
inline constexpr std::uintptr_t input_data = 0x10;
inline constexpr std::uintptr_t set_reset = 0x18;  // the upper half resets

inline std::uintptr_t base_of(GpioPort port) noexcept {
  return 0x4002'0000 + 0x400 * static_cast<std::uintptr_t>(port);
}

inline void give_clock(GpioPort port) noexcept {
  enable_clock(rcc_ahb1_enable, 1u << static_cast<unsigned>(port));
}

/// Of a register with two bits per pin.
inline void change_pair(std::uintptr_t address, std::uint8_t number, std::uint32_t bits) noexcept {
  cortex_m::change_bits(address, 0b11u << (number * 2), bits << (number * 2));
}

}  // namespace uasyncio::stm32::gpio
