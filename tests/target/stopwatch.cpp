// SPDX-License-Identifier: MIT
// Ticks of 12.5 MHz to microseconds and back, against 64-bit division.
#include "check.hpp"

#include "ports/lm3s/stopwatch.hpp"

using namespace uasyncio;

namespace {

using lm3s::Stopwatch;

constexpr std::uint32_t most_ticks = Stopwatch::most_ticks;

void convert_like_a_division() {
  Stopwatch stopwatch;
  std::uint64_t restarted_at = 0;  // in ticks
  std::uint32_t random = 99;
  Time before = 0;
  for (unsigned round = 0; round < 500; ++round) {
    random = random * 1'664'525 + 1'013'904'223;
    const std::uint32_t last = random % most_ticks;
    for (unsigned part = 0; part < 8; ++part) {
      const std::uint32_t ticks = last / 7 * part;
      const Time now = stopwatch.time(ticks);
      CHECK_EQUAL(now, (restarted_at + ticks) * 2 / 25);
      CHECK_AT_LEAST(now, before);
      before = now;
    }
    const std::uint32_t end = last / 7 * 7;
    stopwatch.restart(end);
    restarted_at += end;
    CHECK_EQUAL(stopwatch.time(0), restarted_at * 2 / 25);
  }
}

// At both sides of each edge, where a product that is a little too large would be one off: for each
// part of a microsecond that a restart may leave.
void convert_at_every_kind_of_edge() {
  for (std::uint32_t part = 0; part != 25; ++part) {
    Stopwatch stopwatch;
    stopwatch.restart(part);
    for (std::uint32_t distance = 0; distance != 60; ++distance) {
      for (unsigned bit = 6; bit != 31; ++bit) {
        const std::uint32_t ticks = (std::uint32_t{1} << bit) - distance;
        CHECK_EQUAL(stopwatch.time(ticks), (std::uint64_t{part} + ticks) * 2 / 25);
      }
      const std::uint32_t ticks = most_ticks - distance;
      CHECK_EQUAL(stopwatch.time(ticks), (std::uint64_t{part} + ticks) * 2 / 25);
    }
  }
}

// The first tick at which the time has come, or the one behind it.
void come_in_time_and_never_early() {
  for (std::uint32_t part = 0; part != 25; ++part) {
    Stopwatch stopwatch;
    stopwatch.restart(12'500'000 + part);
    for (Time time = 1'000'002; time < 171'000'000; time += time / 3 + 1) {
      const std::uint32_t ticks = stopwatch.ticks_at(time);
      CHECK_AT_LEAST(stopwatch.time(ticks), time);
      CHECK_AT_MOST(stopwatch.time(ticks - 13), time - 1);
    }
  }
}

void limit_alarms_to_what_is_counted() {
  Stopwatch stopwatch;
  stopwatch.restart(1'250'000'000);  // at 100 s
  CHECK_EQUAL(stopwatch.ticks_at(0), 0u);
  CHECK_EQUAL(stopwatch.ticks_at(99'999'999), 0u);
  CHECK_EQUAL(stopwatch.ticks_at(100'000'000), 0u);
  CHECK_EQUAL(stopwatch.ticks_at(100'000'001), 13u);
  CHECK_EQUAL(stopwatch.ticks_at(100'000'002), 25u);
  constexpr Time longest = most_ticks / 25 * 2;
  CHECK_EQUAL(stopwatch.ticks_at(100'000'000 + longest), most_ticks / 25 * 25);
  CHECK_EQUAL(stopwatch.ticks_at(100'000'001 + longest), most_ticks);
  CHECK_EQUAL(stopwatch.ticks_at(never), most_ticks);
}

}  // namespace

int main() {
  convert_like_a_division();
  convert_at_every_kind_of_edge();
  come_in_time_and_never_early();
  limit_alarms_to_what_is_counted();
  return target_test::status();
}
