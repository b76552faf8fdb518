// The same as sleepers.cpp.
#include "bench/host/asio.hpp"
#include "bench/host/sleepers.hpp"

namespace {

bench::Awaitable<> sleeper(unsigned seed, int count) {
  bench::Timer timer(co_await asio::this_coro::executor);
  for (int i = 0; i < count; ++i) {
    timer.expires_after(std::chrono::milliseconds(bench::next_length_ms(seed)));
    co_await timer.async_wait(bench::use_awaitable);
  }
}

void start(asio::io_context& context, int tasks, int count) {
  for (int i = 0; i < tasks; ++i) {
    asio::co_spawn(context.get_executor(), sleeper(bench::seed_of(i), count), asio::detached);
  }
}

void measure_memory(int tasks) {
  const long before = bench::resident_bytes();
  asio::io_context context(1);
  start(context, tasks, 1);
  for (int i = 0; i < tasks; ++i) context.poll_one();
  const double resident = static_cast<double>(bench::resident_bytes() - before);
  bench::report("memory per sleeping task, resident", resident / tasks, "B");
}

void measure(const char* name, int tasks, int count) {
  bench::measure(name, static_cast<long>(tasks) * count, [=] {
    asio::io_context context(1);
    start(context, tasks, count);
    context.run();
  });
}

}  // namespace

int main() {
  measure_memory(100'000);
  measure("100,000 sleeping tasks, a wakeup", 100'000, 2);
  measure("1,000,000 sleeping tasks, a wakeup", 1'000'000, 2);
}
