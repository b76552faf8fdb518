// The LM3S6965: what several of its drivers share. Sections are those of the datasheet (Texas
// Instruments, "Stellaris LM3S6965 Microcontroller").
#pragma once

#include "ports/cortex_m/interrupts.hpp"

#include <cstdint>

namespace uasyncio::lm3s {

/// Processor, timers and UARTs. After reset QEMU's board runs at this speed; silicon is
/// brought to it (port.cpp).
inline constexpr std::uint32_t clock_hz = 12'500'000;

// 5.4 "System Control": run-mode clock gating. A peripheral without its clock faults.
inline constexpr std::uintptr_t rcgc0 = 0x400F'E100;  // watchdog
inline constexpr std::uintptr_t rcgc1 = 0x400F'E104;  // UARTs, timers
inline constexpr std::uintptr_t rcgc2 = 0x400F'E108;  // GPIO ports

namespace irq {
inline constexpr cortex_m::Irq gpio_a{0};
inline constexpr cortex_m::Irq uart0{5};
inline constexpr cortex_m::Irq timer0{19};
inline constexpr cortex_m::Irq gpio_f{30};
}  // namespace irq

}  // namespace uasyncio::lm3s
