// SPDX-License-Identifier: MIT
// The LM3S6965: what several of its drivers share. Sections are those of the datasheet (Texas
// Instruments, "Stellaris LM3S6965 Microcontroller").
#pragma once

#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"

#include <cstdint>

namespace uasyncio::lm3s {

/// Processor, timers and UARTs. After reset QEMU's board runs at this speed; silicon is
/// brought to it (clock.cpp).
inline constexpr std::uint32_t clock_hz = 12'500'000;

// 5.4 "System Control": run-mode clock gating. A peripheral without its clock faults.
inline constexpr std::uintptr_t rcgc0 = 0x400F'E100;  // watchdog, ADC
inline constexpr std::uintptr_t rcgc1 = 0x400F'E104;  // UARTs, timers, I2C
inline constexpr std::uintptr_t rcgc2 = 0x400F'E108;  // GPIO ports, Ethernet

/// Gives peripherals their clock: bits of one of these registers. They may be touched three clocks
/// later (8.3, 9.3, 12.3 "Initialization and Configuration"); each reading takes at least one.
inline void enable_clock(std::uintptr_t gate, std::uint32_t bits) noexcept {
  cortex_m::InterruptMask masked;
  cortex_m::set_bits(gate, bits);
  cortex_m::read_back(gate);
  cortex_m::read_back(gate);
  cortex_m::read_back(gate);
}

namespace irq {
inline constexpr cortex_m::Irq uart0{5};
inline constexpr cortex_m::Irq uart1{6};
inline constexpr cortex_m::Irq uart2{33};
inline constexpr cortex_m::Irq i2c0{8};
inline constexpr cortex_m::Irq i2c1{37};
inline constexpr cortex_m::Irq timer0{19};
inline constexpr cortex_m::Irq timer2{23};
inline constexpr cortex_m::Irq timer3{35};
inline constexpr cortex_m::Irq ethernet{42};
}  // namespace irq

}  // namespace uasyncio::lm3s
