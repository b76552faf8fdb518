// SPDX-License-Identifier: MIT
// The counter itself: an empty region is 0, and forty instructions are forty.
#include "bench/count.hpp"

int main() {
  bench::count_begin();
  bench::count_end();
  bench::report("nothing");

  bench::count_begin();
  asm volatile(".rept 40\nnop\n.endr");
  bench::count_end();
  bench::report("a nop", 40);
}
