// SPDX-License-Identifier: MIT
// The same on epoll, by hand.
#include "bench/host/system_calls.hpp"

int main() { return system_calls::report({system_calls::built("bench_echo_limit")}); }
