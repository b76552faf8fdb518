// SPDX-License-Identifier: MIT
// The contract of port/port.hpp as one suite for every port: host ports run it under GoogleTest,
// boards as self-reporting firmware. It needs a way to check and a way to be woken from outside.
#pragma once

#include "uasyncio/port/port.hpp"

#include <cstdint>

namespace port_suite {

using uasyncio::Duration;
using uasyncio::from_microseconds;
using uasyncio::Instant;
using uasyncio::never;
using uasyncio::Port;

/// What a platform adds.
struct Platform {
  Port& port;
  /// Calls `port.wake()` from an interrupt, a thread or a simulated interrupt, about so long from
  /// now. Null where the platform has no second source of interrupts.
  void (*wake_after)(Duration delay);
  /// Waits until the last `wake_after` is over.
  void (*settle)();
  void (*check)(bool is_right, const char* what);
};

/// Waits as the loop does: again and again, until the deadline.
inline void sleep_until(const Platform& on, Instant deadline) {
  while (on.port.now() < deadline) {
    on.port.begin_look();
    on.port.wait(deadline);
  }
}

inline void time_never_goes_back(const Platform& on) {
  Instant last = on.port.now();
  bool is_monotonic = true;
  for (int reading = 0; reading != 10'000; ++reading) {
    const Instant now = on.port.now();
    is_monotonic = is_monotonic && now >= last;
    last = now;
  }
  on.check(is_monotonic, "time never goes back");
}

inline void wait_ends_at_the_deadline_and_not_before(const Platform& on) {
  for (const unsigned length : {1u, 10u, 137u, 1'000u, 3'333u}) {
    on.port.begin_look();
    const Instant deadline = on.port.now() + from_microseconds(length);
    while (on.port.now() < deadline) {
      on.port.wait(deadline);
      const bool has_reason = on.port.now() >= deadline || on.port.was_woken();
      on.check(has_reason, "wait returned before the deadline without a reason");
      on.port.begin_look();
    }
    on.check(on.port.now() >= deadline, "wait ends at the deadline");
  }
}

inline void a_deadline_in_the_past_does_not_sleep(const Platform& on) {
  on.port.begin_look();
  on.port.wait(Instant{});
  on.port.wait(on.port.now());
  on.check(true, "a deadline in the past returns");
}

inline void a_wake_just_before_wait_is_not_lost(const Platform& on) {
  on.port.begin_look();
  on.port.wake();
  on.check(on.port.needs_look(), "a wake is news");
  on.check(on.port.wait(never), "wait(never) after a wake returns and can wake");
  on.port.begin_look();
}

inline void many_wakes_coalesce(const Platform& on) {
  on.port.begin_look();
  for (int wake = 0; wake != 1'000; ++wake) on.port.wake();
  on.port.wait(never);
  on.port.begin_look();
  const Instant deadline = on.port.now() + from_microseconds(2'000);
  sleep_until(on, deadline);
  on.check(on.port.now() >= deadline, "a thousand wakes are one");
}

inline void a_wake_during_wait_ends_it(const Platform& on) {
  if (on.wake_after == nullptr) return;
  for (const unsigned delay : {0u, 1u, 50u, 500u, 2'000u}) {
    on.port.begin_look();
    on.wake_after(from_microseconds(delay));
    while (!on.port.was_woken()) on.port.wait(never);
    on.settle();
    on.check(true, "a wake during wait ends it");
  }
  on.port.begin_look();
}

inline void run_all(const Platform& on) {
  time_never_goes_back(on);
  wait_ends_at_the_deadline_and_not_before(on);
  a_deadline_in_the_past_does_not_sleep(on);
  a_wake_just_before_wait_is_not_lost(on);
  many_wakes_coalesce(on);
  a_wake_during_wait_ends_it(on);
}

}  // namespace port_suite
