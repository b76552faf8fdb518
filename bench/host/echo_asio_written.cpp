// SPDX-License-Identifier: MIT
// As echo_asio.cpp, as most programs use Asio: the executor and the locks are its default ones.
#define UASYNCIO_BENCH_AS_WRITTEN
#include "bench/host/echo_asio.cpp"
