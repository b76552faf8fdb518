// SPDX-License-Identifier: MIT
// The same as wait_for.cpp: the coroutine or a timer, whichever comes first.
#include "bench/host/asio.hpp"

namespace {

constexpr int count = 50'000;
constexpr int await_count = 1'000'000;

bench::Awaitable<int> ready() { co_return 7; }

bench::Awaitable<int> suspends_once() {
  co_await asio::post(co_await asio::this_coro::executor, bench::use_awaitable);
  co_return 7;
}

bench::Awaitable<> limited(bench::Awaitable<int> (*body)()) {
  using namespace asio::experimental::awaitable_operators;
  bench::Timer timer(co_await asio::this_coro::executor);
  for (int i = 0; i < count; ++i) {
    timer.expires_after(std::chrono::seconds(10));
    co_await (body() || timer.async_wait(bench::use_awaitable));
  }
}

bench::Awaitable<> unlimited() {
  for (int i = 0; i < await_count; ++i) co_await ready();
}

}  // namespace

int main() {
  bench::measure("wait_for of something ready", count, [] { bench::run(limited(ready)); });
  bench::measure("wait_for of something that suspends once", count,
                 [] { bench::run(limited(suspends_once)); });
  bench::measure("await a coroutine", await_count, [] { bench::run(unlimited()); });
}
