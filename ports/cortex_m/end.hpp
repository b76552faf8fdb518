// SPDX-License-Identifier: MIT
// How a program on a microcontroller ends, and what it may do about it.
//
// It ends when main returns (with its value), when exit_program is called, by a failure that nobody
// catches (status 1), by Ctrl-C (130), by a fault (99) and by an interrupt without a handler (98).
// Then, in this order: a fault is reported, on_fault is called, the console sends what is queued,
// on_end is called, a debugger or emulator that listens takes the status (semihosting), and without
// one the status is reported and the processor stops for good, asleep, or is reset: the build
// option UASYNCIO_AFTER_END says which. One way is shorter: of a stack that overflows in an
// interrupt of a Cortex-M0 no debugger is told. exit_program may be called from everywhere but a
// handler of one's own for faults or NMI.
//
// Reports go to the console's UART. With UASYNCIO_DIAGNOSTICS=0 all that is left of them is
// "*** fault", in a program that uses the console.
#pragma once

#include "ports/cortex_m/registers.hpp"

#include <cstdint>

namespace uasyncio::platform {

/// An exception that nobody handles. Chapters are those of the ARMv7-M Architecture Reference
/// Manual; ARMv6-M (Cortex-M0) does not say why it faults.
struct Fault {
  /// 3: a fault (B1.5.2). 16 and more: interrupt `exception` - 16 has no handler.
  std::uint32_t exception;
  /// r0 to r3, r12, lr, pc and xPSR when it came (B1.5.6); null if the stack has overflowed.
  const std::uint32_t* frame;

  bool is_fault() const noexcept { return exception < 11; }
  std::uint32_t pc() const noexcept { return frame == nullptr ? 0 : frame[6]; }
  std::uint32_t lr() const noexcept { return frame == nullptr ? 0 : frame[5]; }

#if !defined(__ARM_ARCH_6M__)
  /// CFSR, B3.2.15: why.
  static std::uint32_t status() noexcept { return cortex_m::register_at(0xE000'ED28); }
  /// HFSR, B3.2.16: how it became a hard fault.
  static std::uint32_t hard_fault_status() noexcept { return cortex_m::register_at(0xE000'ED2C); }
  /// Whether the address that could not be reached is known: MMARVALID or BFARVALID.
  static bool has_address() noexcept { return (status() & (1u << 7 | 1u << 15)) != 0; }
  /// MMFAR or BFAR, B3.2.17 and B3.2.18.
  static std::uint32_t address() noexcept {
    return cortex_m::register_at((status() & 1u << 7) != 0 ? 0xE000'ED34 : 0xE000'ED38);
  }
#endif
};

/// The program's own, if it defines it. Called in the exception, after the report: no interrupt
/// comes between. It may write to memory and registers, and not much else; the stack may be
/// almost full. It need not return.
void on_fault(const Fault& fault) noexcept;

/// The program's own, if it defines it: puts outputs in a safe state, say. Called with interrupts
/// masked, outside of the exception if it was a fault. It may print. It need not return.
void on_end(int status) noexcept;

}  // namespace uasyncio::platform
