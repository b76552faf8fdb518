// SPDX-License-Identifier: MIT
// The same as sleepers.cpp.
#include "bench/host/limit.hpp"
#include "bench/host/sleepers.hpp"

namespace {

using bench::limit::Task;

Task sleeper(unsigned seed, unsigned longest_ms) {
  for (;;) {
    co_await bench::limit::Sleep(bench::next_length_ms(seed, longest_ms));
    ++bench::wakeups;
  }
}

Task timed_sleeper(unsigned seed, unsigned longest_ms) {
  for (;;) {
    const unsigned length_ms = bench::next_length_ms(seed, longest_ms);
    const std::uint64_t end = bench::monotonic_us() + 1'000 * length_ms;
    co_await bench::limit::Sleep(length_ms);
    bench::lateness_us.push_back(static_cast<std::uint32_t>(bench::monotonic_us() - end));
    ++bench::wakeups;
  }
}

void start(std::vector<Task>& tasks, Task task) {
  bench::limit::loop.make_ready(task.promise());
  tasks.push_back(std::move(task));
}

Task all(bench::Sleepers sleepers, std::vector<Task>& tasks) {
  for (int i = 0; i < sleepers.tasks; ++i) {
    const auto body = i % 16 == 0 ? &timed_sleeper : &sleeper;
    start(tasks, body(bench::seed_of(i), sleepers.longest_ms));
  }
  co_await bench::limit::Sleep(sleepers.longest_ms / 20);
  const bench::Watch watch;
  co_await bench::limit::Sleep(sleepers.watched_ms);
  watch.report(sleepers.name);
}

Task start_all(int count, std::vector<Task>& tasks) {
  for (int i = 0; i < count; ++i) start(tasks, sleeper(bench::seed_of(i), 1'000));
  co_await bench::limit::Yield();
}

void measure_memory(int count) {
  std::vector<Task> tasks;  // counts as the list of its tasks that a loop has
  const long before = bench::resident_bytes();
  bench::limit::loop.run_until(start_all(count, tasks));
  const double resident = static_cast<double>(bench::resident_bytes() - before);
  bench::report("memory per sleeping task, resident", resident / count, "B");
  bench::limit::loop.forget_all();
}

}  // namespace

int main() {
  measure_memory(100'000);
  for (const bench::Sleepers& sleepers : bench::all_sleepers) {
    std::vector<Task> tasks;
    bench::limit::loop.run_until(all(sleepers, tasks));
    bench::limit::loop.forget_all();
  }
}
