// SPDX-License-Identifier: MIT
// The project without the library, for comparing sizes.
#include "chip.hpp"

void tick_hook() {}

int main() {
  start_ticks();
  for (;;) asm volatile("wfi");
}
