// SPDX-License-Identifier: MIT
// The same as switch.cpp.
#include "bench/host/asio.hpp"

namespace {

bench::Awaitable<> yields(int count) {
  const auto executor = co_await asio::this_coro::executor;
  for (int i = 0; i < count; ++i) co_await asio::post(executor, bench::use_awaitable);
}

void measure(const char* name, int tasks, int count) {
  asio::io_context context(bench::threads);
  bench::measure(name, static_cast<long>(tasks) * count, [&] {
    for (int i = 0; i < tasks; ++i) {
      asio::co_spawn(context.get_executor(), yields(count), asio::detached);
    }
    context.run();
  });
}

}  // namespace

int main() {
  measure("switch, 1 task", 1, 2'000'000);
  measure("switch, 1,000 tasks", 1'000, 2'000);
  measure("switch, 100,000 tasks", 100'000, 20);
}
