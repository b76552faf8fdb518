// SPDX-License-Identifier: MIT
// The extension of a 32-bit counter, attacked at every step around a change of halves.
#include "check.hpp"

#include "ports/cortex_m/counter_clock.hpp"

using uasyncio::Time;
using uasyncio::cortex_m::CounterClock;

namespace {

constexpr Time half = Time{1} << 31;

Time read_at(const CounterClock& clock, Time truth) {
  return clock.read([truth] { return static_cast<std::uint32_t>(truth); });
}

// Walks the true time through many halves; each half is noted late, by more and more.
void note_each_half_late() {
  CounterClock clock;
  Time before = 0;
  for (Time number = 0; number < 10; ++number) {
    const Time noted_after = number * (half / 11);
    for (Time offset = 0; offset < half; offset += half / 97) {
      const Time truth = number * half + offset;
      if (offset >= noted_after) clock.note(static_cast<std::uint32_t>(truth));
      const Time now = read_at(clock, truth);
      CHECK_EQUAL(now - truth, 0u);
      CHECK_AT_LEAST(now, before);
      before = now;
    }
  }
}

// An interrupt that notes the new half comes between reading the halves and reading the counter.
void note_in_the_middle_of_reading() {
  for (Time number = 1; number < 6; ++number) {
    CounterClock clock;
    for (Time past = 1; past < number; ++past) clock.note(static_cast<std::uint32_t>(past * half));
    const Time truth = number * half + 3;
    const Time now = clock.read([&clock, truth] {
      clock.note(static_cast<std::uint32_t>(truth));
      return static_cast<std::uint32_t>(truth);
    });
    CHECK_EQUAL(now, truth);
    CHECK_EQUAL(read_at(clock, truth), truth);
  }
}

void note_the_same_half_often() {
  CounterClock clock;
  for (std::uint32_t counter = 0; counter < 100; ++counter) clock.note(counter);
  CHECK_EQUAL(read_at(clock, 100), 100u);
}

void limit_alarms_to_the_half() {
  CHECK_EQUAL(CounterClock::alarm_length(5, 12), 7u);
  CHECK_EQUAL(CounterClock::alarm_length(half - 5, half + 12), 5u);
  CHECK_EQUAL(CounterClock::alarm_length(3 * half, uasyncio::never), half);
}

}  // namespace

int main() {
  note_each_half_late();
  note_in_the_middle_of_reading();
  note_the_same_half_often();
  limit_alarms_to_the_half();
  return target_test::status();
}
