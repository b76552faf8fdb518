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
#include <span>
#include <utility>

namespace uasyncio {

namespace detail {

/// The clock on the wall, as rules need it.
template <WallClock Clock>
class Wall {
 public:
  explicit Wall(Clock& clock) noexcept : clock_(clock) {}

  std::int64_t now_us() noexcept {
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

 private:
  static constexpr std::int64_t us_per_second = microseconds_per_second;

  Clock& clock_;
};

}  // namespace detail

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
      : wall_(clock), state_(at, wall_.now_us(), Loop::running()->time()) {}

  /// Suspends until the next time has come; at once, without yielding, if one is left. Gives what
  /// the clock on the wall shows. ValueError if the rule is impossible. Cancelling loses nothing.
  /// From a task; MemoryError without room for its frame.
  [[nodiscard("co_await it: without that nobody waits")]]
  Coro<WallSeconds> next() {
    if (!state_.rule().is_possible()) co_await fail(state_.rule().error());
    while (true) {
      const ScheduleState::Step step = state_.step(wall_.now_us(), Loop::running()->time());
      left_ += step.due;
      if (left_ != 0) break;
      co_await sleep_us(wall_.until_change(step.wait));
    }
    --left_;
    co_return wall_.now_us() / std::int64_t{microseconds_per_second};
  }

 private:
  detail::Wall<Clock> wall_;
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

/// A rule and what is to be called at its times, for `schedule` of many. Movable.
class ScheduleEntry {
 public:
  /// `function(args...)` as a Callback has it: a coroutine function becomes a task each time. The
  /// rule, best a constant in flash, must outlive it.
  template <class Function, class... Args>
  ScheduleEntry(const Cron& at, Function function, Args... args)
      : at_(&at), function_(std::move(function), std::move(args)...) {}
  template <class... Any>
  ScheduleEntry(const Cron&& at, Any...) = delete;  // it would be gone

  const Cron& rule() const noexcept { return *at_; }

 private:
  template <WallClock Clock>
  friend Coro<> schedule(Clock& clock, std::span<ScheduleEntry> entries);

  void begin(std::int64_t wall_us) noexcept { progress_ = detail::RuleProgress(wall_us); }
  /// Gives how long nothing is to be called behind that.
  std::uint64_t call(const detail::WallStep& step) {
    for (std::uint32_t due = progress_.due(*at_, step); due != 0; --due) function_();
    return progress_.wait(*at_, step);
  }

  const Cron* at_;
  Callback<> function_;
  detail::RuleProgress progress_{0};
};

/// The same for many rules, in one task: an entry needs 40 bytes on a chip and no frame. `entries`
/// may be an array; what is due together is called in their order. ValueError, before anything is
/// called, if one of the rules is impossible. Suspends for ever. Cancelling ends it; tasks that it
/// has made go on. The clock and the entries must outlive it. From a task.
template <WallClock Clock>
[[nodiscard("co_await it: without that nobody waits")]]
Coro<> schedule(Clock& clock, std::span<ScheduleEntry> entries) {
  detail::Wall<Clock> wall(clock);
  detail::WallWatch watch(wall.now_us(), Loop::running()->time());
  for (ScheduleEntry& entry : entries) {
    if (!entry.rule().is_possible()) co_await fail(entry.rule().error());
    entry.begin(wall.now_us());
  }
  while (true) {
    const detail::WallStep step = watch.step(wall.now_us(), Loop::running()->time());
    std::uint64_t wait = detail::RuleProgress::longest_wait;
    for (ScheduleEntry& entry : entries) wait = std::min(wait, entry.call(step));
    co_await sleep_us(wall.until_change(wait));
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
