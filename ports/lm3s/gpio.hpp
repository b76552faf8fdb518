// SPDX-License-Identifier: MIT
// GPIO of the LM3S6965 (datasheet, chapter 8 "General-Purpose Input/Outputs"), for the pin drivers.
#pragma once

#include "ports/lm3s/chip.hpp"
#include "ports/lm3s/pin.hpp"

namespace uasyncio::lm3s::gpio {

// 8.4 "Register Map": offsets from the port's base, one bit per pin.
inline constexpr std::uintptr_t direction = 0x400;         // 1: output
inline constexpr std::uintptr_t interrupt_sense = 0x404;   // 0: edges
inline constexpr std::uintptr_t interrupt_both = 0x408;    // both edges
inline constexpr std::uintptr_t interrupt_event = 0x40C;   // else 1: rising, 0: falling
inline constexpr std::uintptr_t interrupt_mask = 0x410;    // 1: on
inline constexpr std::uintptr_t interrupt_status = 0x418;  // those that are on and have come
inline constexpr std::uintptr_t interrupt_clear = 0x41C;
inline constexpr std::uintptr_t alternate_function = 0x420;
inline constexpr std::uintptr_t open_drain = 0x50C;
inline constexpr std::uintptr_t pull_up = 0x510;
inline constexpr std::uintptr_t pull_down = 0x514;
inline constexpr std::uintptr_t digital_enable = 0x51C;

inline std::uintptr_t base_of(GpioPort port) noexcept {
  const auto index = static_cast<std::uint32_t>(port);
  return index < 4 ? 0x4000'4000 + 0x1000 * index : 0x4002'4000 + 0x1000 * (index - 4);
}

// 8.2.1.2: an address of the data register carries the mask of the bits that it reaches.
inline decltype(auto) data_of(GpioPort port, std::uint8_t number) noexcept {
  return cortex_m::register_at(base_of(port) + (4u << number));
}

inline void give_clock(GpioPort port) noexcept {
  enable_clock(rcgc2, 1u << static_cast<unsigned>(port));
}

}  // namespace uasyncio::lm3s::gpio
