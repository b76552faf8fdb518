// SPDX-License-Identifier: MIT
// How a firmware benchmark counts instructions: QEMU's plugin (tools/count_plugin.c) counts what is
// executed between these two functions, and the program names the regions in the order in which
// they end. begin() and end() may be in different tasks or in an interrupt handler.
#pragma once

#include <uasyncio.hpp>

namespace bench {

[[gnu::noinline, gnu::used]] inline void count_begin() { asm volatile("" ::: "memory"); }
[[gnu::noinline, gnu::used]] inline void count_end() { asm volatile("nop" ::: "memory"); }

/// Names the region that ended last; its instructions are divided by `steps`.
inline void report(const char* name, int steps = 1) {
  uasyncio::print("figure:", name, "/", steps);
}

}  // namespace bench
