// SPDX-License-Identifier: MIT
// What Asio's benchmarks share: tuned, one thread without locks, no type-erased executor. With
// UASYNCIO_BENCH_AS_WRITTEN as most programs use it: as it is by default.
#pragma once

#ifndef UASYNCIO_BENCH_AS_WRITTEN
#define ASIO_DISABLE_THREADS
#endif

#include "bench/harness.hpp"

#include <asio.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/experimental/channel.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace bench {

#ifdef UASYNCIO_BENCH_AS_WRITTEN
constexpr bool is_tuned = false;
using Executor = asio::any_io_executor;
constexpr int threads = ASIO_CONCURRENCY_HINT_DEFAULT;
#else
constexpr bool is_tuned = true;
using Executor = asio::io_context::executor_type;
constexpr int threads = 1;
#endif
template <class T = void>
using Awaitable = asio::awaitable<T, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
using Channel = asio::experimental::basic_channel<Executor, asio::experimental::channel_traits<>,
                                                  void(asio::error_code, int)>;

inline constexpr asio::use_awaitable_t<Executor> use_awaitable;
/// Gives the error code instead of throwing it.
inline constexpr asio::experimental::as_tuple_t<asio::use_awaitable_t<Executor>> as_tuple{
    asio::use_awaitable_t<Executor>{}};

inline Awaitable<> empty() { co_return; }

inline Awaitable<> sleeps_for_ever() {
  Timer timer(co_await asio::this_coro::executor);
  while (true) {
    timer.expires_after(std::chrono::seconds(1'000'000));
    auto [error] = co_await timer.async_wait(as_tuple);
    if (error) co_return;
  }
}

/// Runs `main` in a loop of its own.
inline void run(Awaitable<> main) {
  asio::io_context context(threads);
  asio::co_spawn(context.get_executor(), std::move(main), asio::detached);
  context.run();
}

}  // namespace bench
