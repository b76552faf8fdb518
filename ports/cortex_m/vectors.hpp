// SPDX-License-Identifier: MIT
// For the files that hold vector tables. A handler is a weak name: whoever serves an interrupt, a
// driver or the program, defines the function of that name (extern "C", or it is another one). A
// program does not carry what it does not use.
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
