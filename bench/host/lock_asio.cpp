// SPDX-License-Identifier: MIT
// The same as lock.cpp, for lack of a lock with a channel that holds one token while it is free.
// Waiting only where it must is what makes it fast, when tuned.
#include "bench/host/asio.hpp"

namespace {

constexpr int count = 1'000'000;

class Lock {
 public:
  explicit Lock(const bench::Executor& executor) : free_(executor, 1) { release(); }
  bool try_acquire() {
    return bench::is_tuned && free_.try_receive([](asio::error_code, int) {});
  }
  bench::Awaitable<int> acquire() { return free_.async_receive(bench::use_awaitable); }
  void release() { free_.try_send(asio::error_code(), 0); }

 private:
  bench::Channel free_;
};

bench::Awaitable<> holds_in_turn(Lock& lock) {
  if (!lock.try_acquire()) co_await lock.acquire();
  co_await asio::post(co_await asio::this_coro::executor, bench::use_awaitable);
  for (int i = 0; i < count / 2; ++i) {
    lock.release();
    if (!lock.try_acquire()) co_await lock.acquire();
  }
  lock.release();
}

bench::Awaitable<> uncontended(Lock& lock) {
  for (int i = 0; i < count; ++i) {
    if (!lock.try_acquire()) co_await lock.acquire();
    lock.release();
  }
}

}  // namespace

int main() {
  bench::measure("lock hand-over", count, [] {
    asio::io_context context(bench::threads);
    Lock lock(context.get_executor());
    asio::co_spawn(context.get_executor(), holds_in_turn(lock), asio::detached);
    asio::co_spawn(context.get_executor(), holds_in_turn(lock), asio::detached);
    context.run();
  });
  bench::measure("lock and release, uncontended", count, [] {
    asio::io_context context(bench::threads);
    Lock lock(context.get_executor());
    asio::co_spawn(context.get_executor(), uncontended(lock), asio::detached);
    context.run();
  });
}
