// SPDX-License-Identifier: MIT
// Interrupts of the core: the NVIC. Addresses: ARMv6-M and ARMv7-M Architecture Reference Manuals,
// B3.2 to B3.4 "System Control Space".
#pragma once

#include "ports/bare_metal/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"

#include <cstdint>

namespace uasyncio::cortex_m {

using bare_metal::InterruptMask;

enum class Irq : std::uint8_t {};  // the chip's interrupt number, 0 is exception 16

/// As many as the architecture has room for; registers of those that the chip lacks may be written.
#if defined(__ARM_ARCH_6M__)
inline constexpr unsigned most_irqs = 32;
#else
inline constexpr unsigned most_irqs = 224;
#endif

namespace nvic_address {
inline constexpr std::uintptr_t set_enable = 0xE000E100;    // NVIC_ISER0
inline constexpr std::uintptr_t clear_enable = 0xE000E180;  // NVIC_ICER0
inline constexpr std::uintptr_t set_pending = 0xE000E200;   // NVIC_ISPR0
inline constexpr std::uintptr_t priority = 0xE000E400;      // NVIC_IPR0, eight bits for each
}  // namespace nvic_address

inline void write_irq_bit(std::uintptr_t first_register, Irq irq) noexcept {
  const unsigned number = static_cast<unsigned>(irq);
  register_at(first_register + number / 32 * 4) = std::uint32_t{1} << (number % 32);
}

inline void enable_irq(Irq irq) noexcept { write_irq_bit(nvic_address::set_enable, irq); }
inline void disable_irq(Irq irq) noexcept { write_irq_bit(nvic_address::clear_enable, irq); }
inline void pend_irq(Irq irq) noexcept { write_irq_bit(nvic_address::set_pending, irq); }

/// 0 is the most urgent, 255 the least; a chip has the upper two to four bits of it. An interrupt
/// comes between another one that is less urgent, and between no code that masks interrupts.
/// Programs start with UASYNCIO_INTERRUPT_PRIORITY (startup.cpp) for all.
inline void set_priority(Irq irq, std::uint8_t priority) noexcept {
  const unsigned number = static_cast<unsigned>(irq);
  const unsigned shift = number % 4 * 8;
  InterruptMask masked;
  change_bits(nvic_address::priority + number / 4 * 4, 0xFFu << shift,
              std::uint32_t{priority} << shift);
}

}  // namespace uasyncio::cortex_m
