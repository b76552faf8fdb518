// For the files that hold vector tables. A handler is a weak name: whoever uses a device defines
// the strong one, and a program that does not use it does not carry it.
#pragma once

namespace uasyncio::cortex_m {
using Vector = void (*)();
}

/// Once per file. Naked: the report looks at the exception's frame, on the stack. The label is for
/// Clang, which mangles the names of static functions.
#define UASYNCIO_UNUSED_VECTOR                                       \
  static void unused_vector() noexcept asm("unused_vector");         \
  [[gnu::naked, gnu::used]] static void unused_vector() noexcept {   \
    asm volatile("ldr r0, =unhandled_exception\n bx r0\n .ltorg\n"); \
  }

#define UASYNCIO_HANDLER(name) [[gnu::weak, gnu::alias("unused_vector")]] void name() noexcept
