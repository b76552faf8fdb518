// SPDX-License-Identifier: MIT
// The same as sleepers.cpp.
#include "bench/host/asio.hpp"
#include "bench/host/sleepers.hpp"

namespace {

bench::Awaitable<> sleeper(unsigned seed, unsigned longest_ms) {
  bench::Timer timer(co_await asio::this_coro::executor);
  for (;;) {
    timer.expires_after(std::chrono::milliseconds(bench::next_length_ms(seed, longest_ms)));
    co_await timer.async_wait(bench::use_awaitable);
    ++bench::wakeups;
  }
}

bench::Awaitable<> timed_sleeper(unsigned seed, unsigned longest_ms) {
  bench::Timer timer(co_await asio::this_coro::executor);
  for (;;) {
    const unsigned length_ms = bench::next_length_ms(seed, longest_ms);
    const std::uint64_t end = bench::monotonic_us() + 1'000 * length_ms;
    timer.expires_after(std::chrono::milliseconds(length_ms));
    co_await timer.async_wait(bench::use_awaitable);
    bench::lateness_us.push_back(static_cast<std::uint32_t>(bench::monotonic_us() - end));
    ++bench::wakeups;
  }
}

bench::Awaitable<> all(asio::io_context& context, bench::Sleepers sleepers) {
  for (int i = 0; i < sleepers.tasks; ++i) {
    const auto body = i % 16 == 0 ? &timed_sleeper : &sleeper;
    asio::co_spawn(context.get_executor(), body(bench::seed_of(i), sleepers.longest_ms),
                   asio::detached);
  }
  bench::Timer timer(context.get_executor());
  timer.expires_after(std::chrono::milliseconds(sleepers.longest_ms / 20));
  co_await timer.async_wait(bench::use_awaitable);
  const bench::Watch watch;
  timer.expires_after(std::chrono::milliseconds(sleepers.watched_ms));
  co_await timer.async_wait(bench::use_awaitable);
  watch.report(sleepers.name);
  context.stop();
}

void measure_memory(int tasks) {
  const long before = bench::resident_bytes();
  asio::io_context context(bench::threads);
  for (int i = 0; i < tasks; ++i) {
    asio::co_spawn(context.get_executor(), sleeper(bench::seed_of(i), 1'000), asio::detached);
  }
  for (int i = 0; i < tasks; ++i) context.poll_one();
  const double resident = static_cast<double>(bench::resident_bytes() - before);
  bench::report("memory per sleeping task, resident", resident / tasks, "B");
}

}  // namespace

int main() {
  measure_memory(100'000);
  for (const bench::Sleepers& sleepers : bench::all_sleepers) {
    if (!bench::is_tuned && sleepers.tasks > 100'000) continue;  // half a minute, for three rounds
    asio::io_context context(bench::threads);
    asio::co_spawn(context.get_executor(), all(context, sleepers), asio::detached);
    context.run();
  }
}
