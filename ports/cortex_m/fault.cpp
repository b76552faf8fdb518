// The ways out of a program: its end, and an exception that nobody handles, which is reported.
#include "uasyncio/core/config.hpp"
#include "uasyncio/core/platform.hpp"

#include "ports/bare_metal/diagnosis.hpp"
#include "ports/cortex_m/registers.hpp"
#include "ports/bare_metal/uart.hpp"

#include <cstddef>
#include <cstdint>

extern "C" {
extern std::uint32_t __stack_limit[], __stack_top[];

// Of console_uart.cpp, if the program prints: sends what is still queued.
[[gnu::weak]] void console_flush();
}

namespace {

using namespace uasyncio;

constexpr std::uint32_t first_interrupt = 11;  // exceptions below are faults

// "Semihosting for AArch32 and AArch64", 7.4 SYS_EXIT_EXTENDED and 5.2 ADP_Stopped_ApplicationExit.
// An emulator or a debugger ends the program; without either the processor stops here.
[[noreturn]] void semihosting_exit(int status) {
  constexpr std::uint32_t sys_exit_extended = 0x20;
  const std::uint32_t reason[2] = {0x20026, static_cast<std::uint32_t>(status)};
  register std::uint32_t operation asm("r0") = sys_exit_extended;
  register const std::uint32_t* parameters asm("r1") = reason;
  asm volatile("bkpt 0xAB" : "+r"(operation) : "r"(parameters) : "memory");
  while (true) asm volatile("wfi");
}

#if UASYNCIO_DIAGNOSTICS
// Polled, straight to the UART: after a fault nothing else can be trusted.
void report(const char* text) {
  for (; *text != '\0'; ++text) {
    while (!bare_metal::uart::can_send()) {
    }
    bare_metal::uart::send(*text);
  }
}

void report(const char* name, std::uint32_t value) {
  report(name);
  char text[9];
  for (int digit = 7; digit >= 0; --digit, value >>= 4) {
    text[digit] = "0123456789abcdef"[value & 15];
  }
  text[8] = '\0';
  report(text);
}

// The frame that the exception has pushed (ARMv7-M ARM, B1.5.6): r0-r3, r12, lr, pc, xPSR.
void report_exception(std::uint32_t number, const std::uint32_t* frame) {
  if (console_flush != nullptr) console_flush();
  bare_metal::uart::start();
  report(number < first_interrupt ? "\n*** fault" : "\n*** interrupt without a handler");
  if (frame < __stack_limit || frame + 8 > __stack_top) {
    report(": stack overflow");
  } else {
    report(", exception ", number);
    report(" pc ", frame[6]);
    report(" lr ", frame[5]);
  }
#if defined(__ARM_ARCH_7M__) || defined(__ARM_ARCH_7EM__)
  report(" cfsr ", cortex_m::register_at(0xE000'ED28));  // ARMv7-M ARM, B3.2.15: why
#endif
  report("\n");
  while (!bare_metal::uart::is_idle()) {
  }
}
#else
void report_exception(std::uint32_t, const std::uint32_t*) {}
#endif

}  // namespace

extern "C" {

[[noreturn, gnu::used]] void end_by_exception(const std::uint32_t* frame) {
  std::uint32_t number;
  asm volatile("mrs %0, ipsr" : "=r"(number));
  report_exception(number, frame);
  semihosting_exit(number < first_interrupt ? platform::exit_status_fault
                                            : platform::exit_status_unexpected_interrupt);
}

// Every exception that nobody else handles. The stack may be what has failed: where no room is left
// on it for the report, that starts again from the top.
[[gnu::naked]] void unhandled_exception() {
  asm volatile(
      "mov r0, sp\n"
      "ldr r1, =__stack_limit + 256\n"
      "cmp r0, r1\n"
      "bhs 1f\n"
      "ldr r1, =__stack_top\n"
      "mov sp, r1\n"
      "1: ldr r1, =end_by_exception\n"
      "bx r1\n"
      ".ltorg\n");
}
}

namespace uasyncio::platform {

void exit_program(int status) noexcept {
  if (console_flush != nullptr) console_flush();
  semihosting_exit(status);
}

}  // namespace uasyncio::platform
