// SPDX-License-Identifier: MIT
// schedule: calls a function, or goes on, at the times of a rule.
#pragma once

#include "uasyncio/core/callback.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/sleep.hpp"
#include "uasyncio/sched/schedule_state.hpp"
#include "uasyncio/sched/wall_clock.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace uasyncio {

/// The times of a rule, one after the other:
///
///   Sequence quarters(clock, cron({.mins = every(15), .hrs = any}));
///   while (true) { const WallSeconds when = co_await quarters.next(); ... }
///
/// Counts from its construction on, in a running loop. A time that comes while nobody waits is not
/// lost: the next `next` gives it at once. How it goes with a clock that is set, and with summer
/// time: see ScheduleState. The clock must outlive it. For one task at a time.
template <WallClock Clock>
class Sequence {
 public:
  Sequence(Clock& clock, const Cron& at) noexcept
      : clock_(clock), at_(at), state_(at, wall_us(), Loop::running()->time()) {}

  /// Suspends until the next time has come; at once, without yielding, if one is left. Gives what
  /// the clock on the wall shows. ValueError if the rule is impossible. Cancelling loses nothing.
  /// From a task; MemoryError without room for its frame.
  [[nodiscard("co_await it: without that nobody waits")]]
  Coro<WallSeconds> next() {
    if (!at_.is_possible()) co_await fail(at_.error());
    while (true) {
      const ScheduleState::Step step = state_.step(wall_us(), Loop::running()->time());
      left_ += step.due;
      if (left_ != 0) break;
      co_await sleep_us(until_change(step.wait));
    }
    --left_;
    co_return wall_us() / std::int64_t{microseconds_per_second};
  }

 private:
  static constexpr std::int64_t us_per_second = microseconds_per_second;

  std::int64_t wall_us() noexcept {
    const std::int64_t utc_us = clock_.utc_us();
    return utc_us + clock_.offset_s(utc_us / us_per_second) * us_per_second;
  }

  /// `wait`, or less, if summer time begins or ends before: then one has to look.
  std::uint64_t until_change(std::uint64_t wait) noexcept {
    const std::int64_t now_us = clock_.utc_us();
    const std::int64_t now_s = now_us / us_per_second;
    const std::int32_t offset = clock_.offset_s(now_s);
    std::int64_t end_s = (now_us + static_cast<std::int64_t>(wait)) / us_per_second + 1;
    if (clock_.offset_s(end_s) == offset) return wait;
    std::int64_t begin_s = now_s;  // the change comes behind it, at end_s at the latest
    while (end_s - begin_s > 1) {
      const std::int64_t middle_s = begin_s + (end_s - begin_s) / 2;
      (clock_.offset_s(middle_s) == offset ? begin_s : end_s) = middle_s;
    }
    return std::min(wait, static_cast<std::uint64_t>(end_s * us_per_second - now_us));
  }

  Clock& clock_;
  Cron at_;
  ScheduleState state_;
  std::uint32_t left_ = 0;
};

struct ScheduleOptions {
  std::uint32_t times = 0;  // ends after so many; 0: never
};

/// Suspends until each time of a rule, and calls `function()` then, as `launch` does: a coroutine
/// function becomes a task, so that a long one does not delay the next time. Ends after `times`.
/// What is late is called late, each time of it. ValueError if the rule is impossible. Cancelling
/// ends it; tasks that it has made go on. The clock must outlive it. From a task.
template <WallClock Clock, class Function>
[[nodiscard("co_await it: without that nobody waits")]]
Coro<> schedule(Clock& clock, Cron at, Function function, ScheduleOptions options = {}) {
  Sequence<Clock> sequence(clock, at);
  for (std::uint32_t n = 0; options.times == 0 || n != options.times; ++n) {
    static_cast<void>(co_await sequence.next());
    static_cast<void>(launch(function));
  }
}

/// The first `count` times of a rule, from `from` on, without waiting: `show(WallSeconds)`. Needs
/// no loop: from anywhere.
template <class Show>
void simulate(const Cron& at, WallSeconds from, unsigned count, Show show) {
  if (!at.is_possible()) return;
  for (; count != 0; --count, ++from) {
    from += at(from);
    show(from);
  }
}

}  // namespace uasyncio
