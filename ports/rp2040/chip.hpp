// SPDX-License-Identifier: MIT
// The RP2040: what several of its drivers share. Sections are those of Raspberry Pi's "RP2040
// Datasheet".
#pragma once

#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"

#include <cstdint>

namespace uasyncio::rp2040 {

// 2.1.2 "Atomic Register Access": a peripheral's register has further addresses, at which a write
// sets or clears bits. So nothing has to be masked.
inline void set_bits(std::uintptr_t address, std::uint32_t bits) noexcept {
  cortex_m::register_at(address + 0x2000) = bits;
}
inline void clear_bits(std::uintptr_t address, std::uint32_t bits) noexcept {
  cortex_m::register_at(address + 0x3000) = bits;
}

// 2.14 "Subsystem Resets": after reset of the chip most peripherals are held in theirs.
namespace reset {
inline constexpr std::uintptr_t held = 0x4000'C000;
inline constexpr std::uintptr_t released = 0x4000'C008;
inline constexpr std::uint32_t adc = 1u << 0;
inline constexpr std::uint32_t io_bank0 = 1u << 5;
inline constexpr std::uint32_t pads_bank0 = 1u << 8;
inline constexpr std::uint32_t pll_system = 1u << 12;
inline constexpr std::uint32_t pll_usb = 1u << 13;
inline constexpr std::uint32_t pwm = 1u << 14;
inline constexpr std::uint32_t rtc = 1u << 15;
constexpr std::uint32_t spi(unsigned number) noexcept { return 1u << (16 + number); }
inline constexpr std::uint32_t timer = 1u << 21;
constexpr std::uint32_t uart(unsigned number) noexcept { return 1u << (22 + number); }
}  // namespace reset

/// What is released already stays as it is. Takes some clocks, before which nothing of these
/// peripherals may be touched; one whose clock does not run does not come.
inline bool release(std::uint32_t peripherals) noexcept {
  clear_bits(reset::held, peripherals);
  return cortex_m::wait_for_bits(reset::released, peripherals, peripherals);
}

// 2.3.2 "Interrupts". Those from 26 on belong to nobody: a program may pend them.
namespace irq {
constexpr cortex_m::Irq timer(unsigned alarm) noexcept { return cortex_m::Irq(alarm); }
inline constexpr cortex_m::Irq io_bank0{13};
constexpr cortex_m::Irq spi(unsigned number) noexcept { return cortex_m::Irq(18 + number); }
constexpr cortex_m::Irq uart(unsigned number) noexcept { return cortex_m::Irq(20 + number); }
inline constexpr cortex_m::Irq rtc{25};
}  // namespace irq

}  // namespace uasyncio::rp2040
