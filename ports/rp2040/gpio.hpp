// SPDX-License-Identifier: MIT
// Registers of the RP2040's pins, for their drivers: what drives a pin (datasheet, 2.19 "GPIO"),
// its pad, and the level itself, in the processor's own block (2.3.1 "SIO").
#pragma once

#include "ports/rp2040/chip.hpp"

namespace uasyncio::rp2040::gpio {

inline constexpr std::uintptr_t input = 0xD000'0004;
inline constexpr std::uintptr_t output = 0xD000'0010;
inline constexpr std::uintptr_t output_set = 0xD000'0014;
inline constexpr std::uintptr_t output_clear = 0xD000'0018;
inline constexpr std::uintptr_t output_toggle = 0xD000'001C;
inline constexpr std::uintptr_t drive_set = 0xD000'0024;  // the pin is an output
inline constexpr std::uintptr_t drive_clear = 0xD000'0028;

// Of each pin there are four bits: edges are the upper two.
inline constexpr std::uintptr_t happened = 0x4001'40F0;           // one register for eight pins
inline constexpr std::uintptr_t enable_interrupts = 0x4001'4100;  // of core 0
inline constexpr std::uintptr_t interrupting = 0x4001'4120;

/// What drives a pin (2.19.2 "Function Select").
enum class Function : std::uint8_t { spi = 1, uart = 2, i2c = 3, pwm = 4, software = 5, none = 31 };

/// Of a pad (2.19.6.3), with its input on and of 4 mA; or of one that is off, for the converter.
enum class Pull : std::uint8_t { none = 0x52, down = 0x56, up = 0x5A, off = 0x80 };

inline void use(std::uint8_t pin, Function function, Pull pull) noexcept {
  release(reset::io_bank0 | reset::pads_bank0);
  cortex_m::register_at(0x4001'C004 + 4u * pin) = static_cast<std::uint32_t>(pull);
  cortex_m::register_at(0x4001'4004 + 8u * pin) = static_cast<std::uint32_t>(function);
}

inline bool level(std::uint8_t pin) noexcept {
  return (cortex_m::register_at(input) >> pin & 1) != 0;
}

}  // namespace uasyncio::rp2040::gpio
