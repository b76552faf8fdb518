// SPDX-License-Identifier: MIT
// The STM32F405: what several of its drivers share. Sections are those of ST's RM0090.
#pragma once

#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"

#include <cstdint>

namespace uasyncio::stm32 {

// 7.3 "RCC registers".
inline constexpr std::uintptr_t rcc_clock_control = 0x4002'3800;
inline constexpr std::uintptr_t rcc_ahb1_enable = 0x4002'3830;  // GPIO ports
inline constexpr std::uintptr_t rcc_apb1_enable = 0x4002'3840;  // TIM2, TIM5, USART2 to UART4
inline constexpr std::uintptr_t rcc_apb2_enable = 0x4002'3844;  // USART1, USART6, SYSCFG

/// Gives peripherals their clock: bits of one of these registers. A write right behind it would be
/// lost, which reading back prevents (errata sheet ES0182, "Delay after an RCC peripheral clock
/// enabling").
inline void enable_clock(std::uintptr_t gate, std::uint32_t bits) noexcept {
  cortex_m::InterruptMask masked;
  cortex_m::set_bits(gate, bits);
  cortex_m::read_back(gate);
}

/// QEMU models neither clocks nor GPIO of this chip: RCC_CR reads 0, which on silicon cannot be
/// (an oscillator is on, or nobody would read). The same image runs on both.
inline bool is_emulated() noexcept { return cortex_m::register_at(rcc_clock_control) == 0; }

namespace irq {
inline constexpr cortex_m::Irq uart1{37};
inline constexpr cortex_m::Irq uart2{38};
inline constexpr cortex_m::Irq uart3{39};
inline constexpr cortex_m::Irq timer5{50};
inline constexpr cortex_m::Irq uart4{52};
inline constexpr cortex_m::Irq uart6{71};
}  // namespace irq

}  // namespace uasyncio::stm32
