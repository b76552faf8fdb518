// SPDX-License-Identifier: MIT
// Exceptions that nobody handles: they are reported and end the program.
#include "uasyncio/port/config.hpp"
#include "uasyncio/port/platform.hpp"

#include "ports/bare_metal/diagnosis.hpp"
#include "ports/bare_metal/polled_report.hpp"
#include "ports/cortex_m/end.hpp"
#include "ports/cortex_m/registers.hpp"

#include <cstdint>

extern "C" {
extern std::uint32_t __stack_limit[], __stack_top[];

// Of console_uart.cpp, if the program prints: sends what is still queued.
[[gnu::weak]] void console_flush(int status);

// Of end.cpp.
[[noreturn]] void end_without_debugger(int status);
}

namespace {

using namespace uasyncio;
using platform::Fault;

#if UASYNCIO_DIAGNOSTICS
void report(const Fault& fault) {
  if (console_flush != nullptr) console_flush(0);
  bare_metal::PolledReport report;
  report.text(fault.is_fault() ? "\n*** fault" : "\n*** interrupt without a handler");
  if (fault.frame == nullptr) {
    report.text(": stack overflow");
  } else {
    report.value(", exception ", fault.exception);
    report.value(" pc ", fault.pc());
    report.value(" lr ", fault.lr());
  }
#if !defined(__ARM_ARCH_6M__)
  report.value(" cfsr ", Fault::status());
  report.value(" hfsr ", Fault::hard_fault_status());
  if (Fault::has_address()) report.value(" address ", Fault::address());
#endif
  report.text("\n");
}
#else
void report(const Fault&) {}
#endif

constexpr std::uint32_t thumb = 1u << 24;  // in xPSR

// Where to: EXC_RETURN and the exception's number in xPSR (ARMv7-M ARM, B1.5.8). Out of a handler
// it leads to a handler, whose number lies on the stack only, with an overflown stack nowhere.
struct WayOut {
  std::uint32_t exc_return = 0xFFFF'FFF9;  // no exception, main stack, no floating point
  std::uint32_t exception = 0;
};

#if defined(__ARM_ARCH_6M__)
WayOut way_out(const Fault& fault, std::uint32_t exc_return, int status) {
  const bool was_in_handler = (exc_return & 0xF) == 1;
  if (!was_in_handler) return {};
  if (fault.frame == nullptr) {
    platform::on_end(status);
    end_without_debugger(status);
  }
  return {0xFFFF'FFF1, fault.frame[7] & 0x3F};
}
#else
// CCR.NONBASETHRDENA, B3.2.8: out of all handlers at once.
WayOut way_out(const Fault&, std::uint32_t, int) {
  cortex_m::register_at(0xE000'ED14) = 1u << 0;
  return {};
}
#endif

// Returns from the exception into exit_program, with an empty stack. Inside a fault's exception the
// breakpoint at the end of a program would lock the processor up.
[[noreturn]] void leave_exception(WayOut way, int status) {
  const std::uintptr_t frame = reinterpret_cast<std::uintptr_t>(__stack_top) - 32;
  const auto target = reinterpret_cast<std::uintptr_t>(&platform::exit_program);
  cortex_m::register_at(frame) = static_cast<std::uint32_t>(status);  // r0
  cortex_m::register_at(frame + 24) = target & ~std::uintptr_t{1};    // pc
  cortex_m::register_at(frame + 28) = thumb | way.exception;          // xPSR
#if defined(__ARM_FP)
  cortex_m::clear_bits(0xE000'EF34, 1u << 0);  // FPCCR.LSPACT, B3.2.21: nothing is left to save
#endif
  asm volatile("msr msp, %0\n isb\n bx %1" ::"r"(frame), "r"(way.exc_return) : "memory");
  __builtin_unreachable();
}

}  // namespace

extern "C" {

[[noreturn, gnu::used]] void end_by_exception(const std::uint32_t* frame,
                                              std::uint32_t exc_return) {
  std::uint32_t number;
  asm volatile("mrs %0, ipsr" : "=r"(number));
  const bool is_on_stack = frame >= __stack_limit && frame + 8 <= __stack_top;
  const Fault fault{number, is_on_stack ? frame : nullptr};
  report(fault);
  platform::on_fault(fault);
  const int status =
      fault.is_fault() ? platform::exit_status_fault : platform::exit_status_unexpected_interrupt;
  leave_exception(way_out(fault, exc_return, status), status);
}

// Every exception that nobody else handles.
//
// A breakpoint without a debugger is a fault too (ARMv7-M ARM, C1.5.3; only there could one ask
// whether there is a debugger). Of semihosting_call (end.cpp) it means that nobody listens: there
// the program goes on behind it.
//
// The stack may be what has failed: where no room is left on it for the report, that starts again
// from the top.
[[gnu::naked, gnu::used]] void unhandled_exception() {
  asm volatile(
      ".syntax unified\n"
      "mov r0, sp\n"
      "mov r1, lr\n"
      "ldr r2, =__stack_limit\n"
      "cmp r0, r2\n"
      "blo 1f\n"
      "ldr r2, [r0, #24]\n"  // the pc
      "adds r2, #1\n"
      "ldr r3, =semihosting_call\n"
      "cmp r2, r3\n"
      "beq 2f\n"
      "ldr r2, =__stack_limit + 256\n"
      "cmp r0, r2\n"
      "bhs 3f\n"
      "1: ldr r2, =__stack_top - 32\n"  // below what leave_exception writes
      "mov sp, r2\n"
      "3: ldr r2, =end_by_exception\n"
      "bx r2\n"
      "2: adds r2, #1\n"
      "str r2, [r0, #24]\n"
      "bx lr\n"
      ".ltorg\n");
}
}

namespace uasyncio::platform {

[[gnu::weak]] void on_fault(const Fault&) noexcept {}

}  // namespace uasyncio::platform
