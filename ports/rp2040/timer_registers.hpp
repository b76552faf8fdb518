// SPDX-License-Identifier: MIT
// Registers of the RP2040's timer (datasheet, 4.6 "Timer"): a counter of 64 bits, and four alarms
// that compare the lower half.
#pragma once

#include <cstdint>

namespace uasyncio::rp2040::timer_registers {

inline constexpr std::uintptr_t base = 0x4005'4000;
constexpr std::uintptr_t alarm(unsigned number) noexcept { return base + 0x10 + 4u * number; }
inline constexpr std::uintptr_t alarms_armed = base + 0x20;  // a write disarms
inline constexpr std::uintptr_t upper_half = base + 0x24;
inline constexpr std::uintptr_t lower_half = base + 0x28;
inline constexpr std::uintptr_t happened = base + 0x34;
inline constexpr std::uintptr_t enable_interrupts = base + 0x38;

}  // namespace uasyncio::rp2040::timer_registers
