// SPDX-License-Identifier: MIT
// A garden station that runs on a battery, for an hour, with more and more latency: how often the
// processor wakes, how long it sleeps, how late a timer comes, and what that may mean in current.
#include <uasyncio.hpp>
#include <uasyncio/machine/delay.hpp>
#include <uasyncio/core/latency.hpp>

#include <algorithm>

namespace asyncio = uasyncio;

struct Job {
  const char* name;
  int first_ms;
  int period_ms;
  int busy_us;  // of the processor, each time
};

constexpr Job jobs[] = {
    {"wind", 1'000, 1'000, 200},
    {"level of the tank", 1'350, 2'000, 200},
    {"light", 1'570, 5'000, 200},
    {"moisture of bed 1", 1'130, 10'000, 500},
    {"moisture of bed 2", 1'290, 10'000, 500},
    {"temperature and humidity", 1'410, 15'000, 900},
    {"battery", 1'730, 60'000, 200},
    {"radio", 1'890, 300'000, 9'000},
};

struct Counts {
  int jobs_done = 0;
  asyncio::Time latest_us = 0;
};

// [job]
asyncio::Coro<> repeat(Job job, Counts& counts) {
  const asyncio::Loop& loop = *asyncio::get_running_loop();
  asyncio::Time due = loop.time() + job.first_ms * asyncio::microseconds_per_millisecond;
  for (;; due += job.period_ms * asyncio::microseconds_per_millisecond) {
    co_await asyncio::sleep_until(due);
    counts.latest_us = std::max(counts.latest_us, loop.time() - due);
    asyncio::machine::delay_us(job.busy_us);
    ++counts.jobs_done;
  }
}
// [/job]

// [estimate]
/// An estimate, not a measurement. What micropython-async publishes for a Pyboard 1: 380 uA asleep
/// in its stop mode, and on average 980 uA with 10 wakings a second and 730 uA with 5, so that a
/// waking takes about 65 uC. The 20 mA of a processor at work are a guess.
int average_current_ua(asyncio::Time length_us, std::uint64_t asleep_us, std::uint32_t wakings) {
  constexpr std::uint64_t asleep_ua = 380;
  constexpr std::uint64_t waking_uc = 65;
  constexpr std::uint64_t busy_ua = 20'000;
  const std::uint64_t charge_pc =
      asleep_us * asleep_ua + (length_us - asleep_us) * busy_ua + wakings * waking_uc * 1'000'000;
  return static_cast<int>(charge_pc / length_us);
}
// [/estimate]

asyncio::Coro<> hour(int latency_ms) {
  Counts counts;
  asyncio::Loop& loop = *asyncio::get_running_loop();
  auto station = [&](asyncio::TaskGroup& group) -> asyncio::Coro<> {
    // [latency]
    const asyncio::Latency latency(latency_ms);
    // [/latency]
    const asyncio::Time start = loop.time();
    const std::uint32_t wakings_before = loop.wakeups();
    const std::uint64_t asleep_before = loop.idle_time();
    for (const Job& job : jobs) group.create_task(repeat(job, counts));
    co_await asyncio::sleep(3600);
    const asyncio::Time length_us = loop.time() - start;
    const std::uint64_t asleep_us = loop.idle_time() - asleep_before;
    const std::uint32_t wakings = loop.wakeups() - wakings_before;
    asyncio::print("latency", latency_ms, "ms:", wakings, "wakings,", counts.jobs_done, "jobs");
    asyncio::print("  late by", counts.latest_us / 1000, "ms at most, awake for",
                   (length_us - asleep_us) / 1000, "ms, about",
                   average_current_ua(length_us, asleep_us, wakings), "uA");
    group.cancel();
  };
  co_await asyncio::with(asyncio::TaskGroup(), station);
}

constexpr int latencies_ms[] = {0, 100, 200, 500, 1'000, 5'000};

asyncio::Coro<> app() {
  for (const int latency_ms : latencies_ms) co_await hour(latency_ms);
}

int main() { asyncio::run(app()); }
