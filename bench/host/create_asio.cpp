// SPDX-License-Identifier: MIT
// The same as create.cpp. The gather is a count of what is left and a channel.
#include "bench/host/asio.hpp"
#include "bench/host/mallocs.hpp"

namespace {

constexpr int count = 1'000'000;
constexpr int at_once = 1'000;

bench::Awaitable<> one_by_one() {
  const auto executor = co_await asio::this_coro::executor;
  for (int i = 0; i < count; ++i) {
    co_await asio::co_spawn(executor, bench::empty(), bench::use_awaitable);
  }
}

bench::Awaitable<> gathered() {
  const auto executor = co_await asio::this_coro::executor;
  bench::Channel done(executor, 1);
  for (int i = 0; i < count / at_once; ++i) {
    int left = at_once;
    for (int j = 0; j < at_once; ++j) {
      asio::co_spawn(executor, bench::empty(), [&left, &done](std::exception_ptr) {
        if (--left == 0) done.try_send(asio::error_code(), 0);
      });
    }
    co_await done.async_receive(bench::use_awaitable);
  }
}

}  // namespace

int main() {
  bench::measure_with_mallocs("create + await a task", "create + await a task, mallocs", count,
                              [] { bench::run(one_by_one()); });
  bench::measure_with_mallocs("gather of 1,000, each", "gather of 1,000, each, mallocs", count,
                              [] { bench::run(gathered()); });
}
