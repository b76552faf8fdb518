// SPDX-License-Identifier: MIT
// The same as event.cpp with channels of one slot, for lack of events.
#include "bench/host/asio.hpp"

namespace {

constexpr int count = 1'000'000;

bench::Awaitable<> answer(bench::Channel& ping, bench::Channel& pong) {
  for (int i = 0; i < count; ++i) {
    co_await ping.async_receive(bench::use_awaitable);
    pong.try_send(asio::error_code(), 0);
  }
}

bench::Awaitable<> ask(bench::Channel& ping, bench::Channel& pong) {
  for (int i = 0; i < count; ++i) {
    ping.try_send(asio::error_code(), 0);
    co_await pong.async_receive(bench::use_awaitable);
  }
}

}  // namespace

int main() {
  bench::measure("event ping-pong", count, [] {
    asio::io_context context(bench::threads);
    bench::Channel ping(context.get_executor(), 1);
    bench::Channel pong(context.get_executor(), 1);
    asio::co_spawn(context.get_executor(), answer(ping, pong), asio::detached);
    asio::co_spawn(context.get_executor(), ask(ping, pong), asio::detached);
    context.run();
  });
}
