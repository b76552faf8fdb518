// SPDX-License-Identifier: MIT
// As cancel_asio.cpp, as most programs use Asio: the executor and the locks are its default ones.
#define UASYNCIO_BENCH_AS_WRITTEN
#include "bench/host/cancel_asio.cpp"
