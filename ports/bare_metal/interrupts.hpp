// SPDX-License-Identifier: MIT
// What every core has, under its own name: masking interrupts, sleeping until one is pending, and
// where we are. What one core alone has is in its own folder (ports/cortex_m/interrupts.hpp).
#pragma once

#include "uasyncio/kernel/critical_section.hpp"

#include <cstdint>

namespace uasyncio::bare_metal {

/// Interrupts are masked while this lives; nests.
#if UASYNCIO_HOSTED
class InterruptMask {  // for tests of drivers on a computer, where nothing interrupts
 public:
  InterruptMask() noexcept {}
  ~InterruptMask() {}
};
#else
using InterruptMask = kernel::CriticalSection;
#endif

#if defined(__arm__)

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

#elif defined(__riscv)

// "The RISC-V Instruction Set Manual, Volume II: Privileged Architecture", 3.1.6.1 (mstatus.MIE,
// cleared while a trap is served) and 3.3.3 (WFI wakes for an interrupt that mstatus masks).
inline bool can_be_interrupted() noexcept {
  constexpr std::uint32_t interrupts_enabled = 1u << 3;
  std::uint32_t status;
  asm volatile("csrr %0, mstatus" : "=r"(status)::"memory");
  return (status & interrupts_enabled) != 0;
}
inline void wait_for_interrupt() noexcept { asm volatile("wfi" ::: "memory"); }
inline void serve_pending_interrupts() noexcept {
  asm volatile("csrsi mstatus, 8\n nop\n csrci mstatus, 8" ::: "memory");
}

#endif

}  // namespace uasyncio::bare_metal
