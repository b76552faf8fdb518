// SPDX-License-Identifier: MIT
// As queue_asio.cpp, as most programs use Asio: the executor and the locks are its default ones.
// Each operation is awaited, whether it must wait or not.
#define UASYNCIO_BENCH_AS_WRITTEN
#include "bench/host/queue_asio.cpp"
