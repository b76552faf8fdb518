// Interrupts of the core: masking, the NVIC, where we are. Addresses: ARMv6-M and ARMv7-M
// Architecture Reference Manuals, B3.2 to B3.4 "System Control Space".
#pragma once

#include "ports/cortex_m/registers.hpp"

#include <cstdint>

namespace uasyncio::cortex_m {

/// Interrupts are masked while this lives; nests. For every core, unlike CriticalSection, which
/// exists only where there are no atomics.
class InterruptMask {
 public:
  InterruptMask() noexcept {
    asm volatile("mrs %0, primask\n cpsid i" : "=r"(primask_)::"memory");
  }
  ~InterruptMask() { asm volatile("msr primask, %0" ::"r"(primask_) : "memory"); }
  InterruptMask(const InterruptMask&) = delete;
  InterruptMask& operator=(const InterruptMask&) = delete;

 private:
  std::uint32_t primask_;
};

/// True in a task or plain code that has interrupts enabled: an interrupt would be served now.
inline bool can_be_interrupted() noexcept {
  std::uint32_t exception_number;
  std::uint32_t primask;
  asm volatile("mrs %0, ipsr\n mrs %1, primask" : "=&r"(exception_number), "=r"(primask)::"memory");
  return exception_number == 0 && (primask & 1) == 0;
}

/// Sleeps until an interrupt is pending, also if it is masked. Call with interrupts masked: then
/// nothing can come between the last look and the sleep.
inline void wait_for_interrupt() noexcept { asm volatile("dsb\n wfi" ::: "memory"); }

/// Serves what is pending: without the barrier, unmask and mask again may leave no room for it.
inline void serve_pending_interrupts() noexcept {
  asm volatile("cpsie i\n isb\n cpsid i" ::: "memory");
}

enum class Irq : std::uint8_t {};  // the chip's interrupt number, 0 is exception 16

namespace nvic_address {
inline constexpr std::uintptr_t set_enable = 0xE000E100;    // NVIC_ISER0
inline constexpr std::uintptr_t clear_enable = 0xE000E180;  // NVIC_ICER0
inline constexpr std::uintptr_t set_pending = 0xE000E200;   // NVIC_ISPR0
}  // namespace nvic_address

inline void write_irq_bit(std::uintptr_t first_register, Irq irq) noexcept {
  const unsigned number = static_cast<unsigned>(irq);
  register_at(first_register + number / 32 * 4) = std::uint32_t{1} << (number % 32);
}

inline void enable_irq(Irq irq) noexcept { write_irq_bit(nvic_address::set_enable, irq); }
inline void disable_irq(Irq irq) noexcept { write_irq_bit(nvic_address::clear_enable, irq); }
inline void pend_irq(Irq irq) noexcept { write_irq_bit(nvic_address::set_pending, irq); }

}  // namespace uasyncio::cortex_m
