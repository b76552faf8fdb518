// SPDX-License-Identifier: MIT
// The same as cancel.cpp. What waits for the end of a cancelled task is a channel.
#include "bench/host/asio.hpp"
#include "bench/host/mallocs.hpp"

namespace {

constexpr int count = 250'000;
constexpr int at_once = 1'000;

class Task {
 public:
  explicit Task(const bench::Executor& executor) : ended_(executor, 1) {
    asio::co_spawn(executor, bench::sleeps_for_ever(),
                   asio::bind_cancellation_slot(signal_.slot(), [this](std::exception_ptr) {
                     ended_.try_send(asio::error_code(), 0);
                   }));
  }
  bench::Awaitable<> cancel_and_wait() {
    signal_.emit(asio::cancellation_type::terminal);
    co_await ended_.async_receive(bench::as_tuple);
  }

 private:
  asio::cancellation_signal signal_;
  bench::Channel ended_;
};

bench::Awaitable<> one_by_one() {
  const auto executor = co_await asio::this_coro::executor;
  for (int i = 0; i < count; ++i) {
    Task task(executor);
    co_await asio::post(executor, bench::use_awaitable);
    co_await task.cancel_and_wait();
  }
}

bench::Awaitable<> cancel_all() {
  const auto executor = co_await asio::this_coro::executor;
  std::vector<std::unique_ptr<Task>> tasks(at_once);
  bench::Times total;
  for (int i = 0; i < count / at_once; ++i) {
    for (auto& task : tasks) task = std::make_unique<Task>(executor);
    co_await asio::post(executor, bench::use_awaitable);
    const bench::Times start = bench::now();
    for (auto& task : tasks) co_await task->cancel_and_wait();
    total += bench::now() - start;
  }
  bench::report("cancel + await", total, count);
}

}  // namespace

int main() {
  bench::measure_with_mallocs("create, start, cancel + await",
                              "create, start, cancel + await, mallocs", count,
                              [] { bench::run(one_by_one()); });
  bench::run(cancel_all());
}
