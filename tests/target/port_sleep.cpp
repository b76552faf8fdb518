// SPDX-License-Identifier: MIT
// The contract of port/port.hpp: wait, wake, arm and needs_look, and that idle means asleep.
#include "check.hpp"
#include "shot.hpp"

#include "uasyncio/port/port.hpp"

#include "ports/bare_metal/diagnosis.hpp"

using namespace uasyncio;

namespace {

Port& port = platform::default_port();

volatile unsigned shots = 0;

// Unoptimised code in virtual time: 64 ns per instruction.
constexpr Duration at_once = from_microseconds(400);

void many_short_sleeps_never_early() {
  std::uint32_t random = 12'345;
  for (unsigned count = 0; count < 5'000; ++count) {
    random = random * 1'664'525 + 1'013'904'223;
    const Instant deadline = port.now() + from_microseconds((random >> 20) % 700);
    while (port.now() < deadline) {
      port.begin_look();
      port.wait(deadline);
      if (!port.needs_look()) CHECK_AT_LEAST(port.now(), deadline);
    }
    CHECK_AT_MOST(port.now() - deadline, at_once);
  }
}

void deadline_in_the_past_returns_at_once() {
  const Instant before = port.now();
  const std::uint32_t wakeups = platform::wakeups();
  for (Instant deadline : {Instant{}, at_microseconds(to_microseconds(before) / 2), before}) {
    port.begin_look();
    port.wait(deadline);
  }
  CHECK_EQUAL(platform::wakeups(), wakeups);
  CHECK_AT_MOST(port.now() - before, at_once);
}

void wait_after_wake_returns_at_once() {
  const Instant before = port.now();
  port.begin_look();
  port.wake();
  port.wake();
  port.wait(never);
  CHECK_AT_MOST(port.now() - before, at_once);
  CHECK_EQUAL(port.needs_look(), true);
}

// The interrupt comes at every point of wait, before, in and after its sleep.
void wake_at_any_instant_is_not_lost() {
  for (std::uint32_t ticks = 1; ticks < 1'500; ++ticks) {
    const unsigned before = shots;
    const Instant start = port.now();
    port.begin_look();
    target_test::shoot_after(ticks);
    while (shots == before) port.wait(start + from_seconds(1));
    CHECK_AT_MOST(port.now() - start, from_milliseconds(5));
  }
}

void alarm_comes_while_busy() {
  for (Duration length{}; length < from_milliseconds(2); length += from_microseconds(7)) {
    port.begin_look();
    const Instant deadline = port.now() + length;
    port.arm(deadline);
    while (!port.needs_look()) {
    }
    const Instant now = port.now();
    CHECK_AT_LEAST(now, deadline);
    CHECK_AT_MOST(now - deadline, at_once);
  }
}

void arm_for_the_past_is_noticed() {
  port.begin_look();
  port.arm(at_microseconds(to_microseconds(port.now()) - 1));
  CHECK_EQUAL(port.needs_look(), true);
}

void last_arm_counts() {
  port.begin_look();
  const Instant start = port.now();
  port.arm(start + from_milliseconds(50));
  port.arm(start + from_milliseconds(2));
  port.arm(start + from_milliseconds(9));
  while (!port.needs_look()) {
  }
  CHECK_AT_LEAST(port.now() - start, from_milliseconds(9));
  CHECK_AT_MOST(port.now() - start, from_milliseconds(9) + at_once);
  port.begin_look();
  port.arm(never);
  while (port.now() < start + from_milliseconds(100)) CHECK_EQUAL(port.needs_look(), false);
}

void idle_does_not_wake() {
  const std::uint32_t before = platform::wakeups();
  const Instant start = port.now();
  port.begin_look();
  port.wait(start + from_seconds(10));
  CHECK_AT_LEAST(port.now() - start, from_seconds(10));
  CHECK_AT_MOST(port.now() - start, from_seconds(10) + at_once);
  CHECK_AT_MOST(platform::wakeups() - before, 2u);
}

// Beyond the range of every counter here.
void long_sleep_is_exact() {
  constexpr Duration three_hours = from_seconds(3 * 3'600);
  const std::uint32_t before = platform::wakeups();
  const Instant start = port.now();
  port.begin_look();
  port.wait(start + three_hours);
  CHECK_AT_LEAST(port.now() - start, three_hours);
  CHECK_AT_MOST(port.now() - start, three_hours + at_once);
  CHECK_AT_MOST(platform::wakeups() - before, 83u);  // one in 134 s or more
}

}  // namespace

void target_test::on_shot() {
  shots = shots + 1;
  port.wake();
}

int main() {
  many_short_sleeps_never_early();
  deadline_in_the_past_returns_at_once();
  wait_after_wake_returns_at_once();
  wake_at_any_instant_is_not_lost();
  alarm_comes_while_busy();
  arm_for_the_past_is_noticed();
  last_arm_counts();
  idle_does_not_wake();
  long_sleep_is_exact();
  CHECK_AT_MOST(platform::stack_used(), 1'024u);
  return target_test::status();
}
