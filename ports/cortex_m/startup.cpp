// SPDX-License-Identifier: MIT
// From reset to main, and out again.
#include "ports/bare_metal/diagnosis.hpp"
#include "ports/bare_metal/end_of_main.hpp"
#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"
#include "ports/cortex_m/vectors.hpp"

#include <cstddef>
#include <cstdint>

// Of all interrupts of the chip when the program starts: in the middle, so that a program can have
// more and less urgent ones. From 0, the most urgent, to 255.
#ifndef UASYNCIO_INTERRUPT_PRIORITY
#define UASYNCIO_INTERRUPT_PRIORITY 0x80
#endif

// Defined by the linker script.
extern "C" {
extern std::uint32_t __stack_limit[], __stack_top[];
extern std::uint32_t __data_start[], __data_end[], __data_source[];
extern std::uint32_t __bss_start[], __bss_end[];
using Initializer = void (*)();
extern Initializer __init_array_start[], __init_array_end[];

[[noreturn]] void reset_handler();
[[gnu::section(".vectors.core")]] extern const uasyncio::cortex_m::Vector core_vectors[16];
}

int main();

namespace uasyncio::bare_metal::console_uart {
[[gnu::weak]] void start() noexcept;  // if anything in the program prints, reads or reports
}  // namespace uasyncio::bare_metal::console_uart

namespace {

using uasyncio::cortex_m::Register;

constexpr std::uint32_t stack_paint = 0xA5A5'5A5A;

[[gnu::always_inline]] inline std::uint32_t* stack_pointer() {
  std::uint32_t* pointer;
  asm volatile("mov %0, sp" : "=r"(pointer));
  return pointer;
}

[[gnu::always_inline]] inline void paint_stack() {
  for (Register* word = __stack_limit; word < stack_pointer() - 8; ++word) *word = stack_paint;
}

// Volatile, so that no compiler makes these loops calls of memcpy and memset, which are bigger.
[[gnu::always_inline]] inline void initialize_memory() {
  const Register* source = __data_source;
  for (Register* word = __data_start; word < __data_end; ++word) *word = *source++;
  for (Register* word = __bss_start; word < __bss_end; ++word) *word = 0;
}

// Whatever a boot loader has left there. Sections are those of the ARMv7-M ARM.
[[gnu::always_inline]] inline void prepare_core() {
  using uasyncio::cortex_m::register_at;
#if !defined(__ARM_ARCH_6M__)
  constexpr std::uint32_t aligned_frames = 1u << 9;  // old Cortex-M3 start without
  constexpr std::uint32_t divisions_by_zero_fault = 1u << 4;
  register_at(0xE000'ED08) = reinterpret_cast<std::uintptr_t>(core_vectors);  // VTOR, B3.2.5
  register_at(0xE000'ED14) = aligned_frames | divisions_by_zero_fault;        // CCR, B3.2.8
#endif
  constexpr std::uint32_t priority = UASYNCIO_INTERRUPT_PRIORITY;
  static_assert(priority < 256, "UASYNCIO_INTERRUPT_PRIORITY is from 0 to 255");
  uasyncio::cortex_m::fill_registers(uasyncio::cortex_m::nvic_address::priority,
                                     uasyncio::cortex_m::most_irqs / 4, priority * 0x0101'0101);
}

#if defined(__ARM_FP)
// CPACR (ARMv7-M ARM, B3.2.20): the FPU is off after reset. Code built for it needs it at once.
[[gnu::always_inline]] inline void enable_fpu() {
  uasyncio::cortex_m::set_bits(0xE000'ED88, 0xFu << 20);
  asm volatile("dsb\n isb" ::: "memory");
}
#else
inline void enable_fpu() {}
#endif

// So that Ctrl-C ends a program that has not printed or read anything yet.
[[gnu::always_inline]] inline void start_console() {
  namespace console_uart = uasyncio::bare_metal::console_uart;
  if (&console_uart::start != nullptr) console_uart::start();
}

}  // namespace

void reset_handler() {
  prepare_core();
  enable_fpu();
  paint_stack();
  initialize_memory();
  for (Initializer* call = __init_array_start; call < __init_array_end; ++call) (*call)();
  start_console();
  uasyncio::bare_metal::end_of_main(main());
}

extern "C" {
UASYNCIO_UNUSED_VECTOR
UASYNCIO_HANDLER(nmi_handler);
UASYNCIO_HANDLER(hard_fault_handler);
UASYNCIO_HANDLER(memory_fault_handler);
UASYNCIO_HANDLER(bus_fault_handler);
UASYNCIO_HANDLER(usage_fault_handler);
UASYNCIO_HANDLER(debug_monitor_handler);
UASYNCIO_HANDLER(systick_handler);
UASYNCIO_HANDLER(supervisor_call_handler);
UASYNCIO_HANDLER(pend_supervisor_handler);
}

// ARMv7-M ARM, B1.5.2: the first sixteen entries. The chip's follow (ports/*/vectors.cpp).
using uasyncio::cortex_m::Vector;
[[gnu::used]] const Vector core_vectors[16] = {
    reinterpret_cast<Vector>(__stack_top),
    reset_handler,
    nmi_handler,
    hard_fault_handler,
    memory_fault_handler,
    bus_fault_handler,
    usage_fault_handler,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    supervisor_call_handler,
    debug_monitor_handler,
    nullptr,
    pend_supervisor_handler,
    systick_handler,
};

namespace uasyncio::platform {

std::size_t stack_used() noexcept {
  const std::uint32_t* word = __stack_limit;
  while (word < __stack_top && *word == stack_paint) ++word;
  return static_cast<std::size_t>(__stack_top - word) * sizeof *word;
}

std::size_t stack_size() noexcept {
  return static_cast<std::size_t>(__stack_top - __stack_limit) * sizeof *__stack_top;
}

}  // namespace uasyncio::platform
