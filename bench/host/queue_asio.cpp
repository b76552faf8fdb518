// SPDX-License-Identifier: MIT
// The same as queue.cpp with a channel. Waiting only where it must is what makes it fast, when
// tuned.
#include "bench/host/asio.hpp"

namespace {

constexpr int count = 1'000'000;

bench::Awaitable<> produce(bench::Channel& queue) {
  for (int i = 0; i < count; ++i) {
    if (bench::is_tuned && queue.try_send(asio::error_code(), i)) continue;
    co_await queue.async_send(asio::error_code(), i, bench::use_awaitable);
  }
}

bench::Awaitable<> consume(bench::Channel& queue) {
  for (int i = 0; i < count; ++i) {
    if (bench::is_tuned && queue.try_receive([](asio::error_code, int) {})) continue;
    co_await queue.async_receive(bench::use_awaitable);
  }
}

void play(std::size_t size) {
  asio::io_context context(bench::threads);
  bench::Channel queue(context.get_executor(), size);
  asio::co_spawn(context.get_executor(), produce(queue), asio::detached);
  asio::co_spawn(context.get_executor(), consume(queue), asio::detached);
  context.run();
}

}  // namespace

int main() {
  bench::measure("queue item, room for 16", count, [] { play(16); });
  bench::measure("queue item, room for 1", count, [] { play(1); });
}
