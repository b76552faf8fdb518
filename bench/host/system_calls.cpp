// SPDX-License-Identifier: MIT
// The system calls of a round trip in our echo server, or in another one: PROGRAM COMMAND...
#include "bench/host/system_calls.hpp"

int main(int count, char** words) {
  if (count == 1) return system_calls::report({system_calls::built("bench_echo")});
  return system_calls::report({words + 1, words + count});
}
