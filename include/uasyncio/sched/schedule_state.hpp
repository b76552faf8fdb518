// SPDX-License-Identifier: MIT
// ScheduleState: which times of a rule have come, on a clock that people set and that summer time
// moves. Knows no task and no clock: it is told both.
#pragma once

#include "uasyncio/port/time.hpp"
#include "uasyncio/sched/cron.hpp"

#include <cstdint>

namespace uasyncio {

namespace detail {

/// What a look at the clock on the wall says, to any number of rules.
struct WallStep {
  std::int64_t wall_us;
  WallSeconds until;  // the clocks went on alike until this second
  bool skips;         // then the wall's clock jumped forward, to `wall_us`
  bool begins_anew;   // or it was wrong before

  WallSeconds second() const noexcept;
};

/// Compares the clock on the wall with the loop's.
class WallWatch {
 public:
  WallWatch(std::int64_t wall_us, Time now) noexcept : wall_us_(wall_us), now_(now) {}
  WallStep step(std::int64_t wall_us, Time now) noexcept;

 private:
  std::int64_t wall_us_;
  Time now_;
};

/// How far a rule has come.
class RuleProgress {
 public:
  /// Its first second is that of `wall_us`.
  explicit RuleProgress(std::int64_t wall_us) noexcept;
  /// How often its times have come since the last step. The rule must be possible.
  std::uint32_t due(const Cron& at, const WallStep& step) noexcept;
  /// Behind `due`: microseconds until the next one, or as long as one may not look.
  std::uint64_t wait(const Cron& at, const WallStep& step) const noexcept;

  static constexpr std::uint64_t longest_wait = 1'000 * microseconds_per_second;

 private:
  std::uint32_t pass_until(const Cron& at, WallSeconds second) noexcept;
  bool skip_until(const Cron& at, WallSeconds second) noexcept;

  WallSeconds done_;  // all times until here have been counted
};

}  // namespace detail

/// The clock on the wall may go another way than the loop's, in steps of more than two seconds. One
/// rule for all of them, a clock that is set and summer time alike:
/// - Times that it skips come as one, at the first second behind the gap.
/// - Times that it repeats do not come again. If it goes back by more than three hours, it was
///   wrong before: everything begins anew.
/// Where both clocks went on and only the loop was late, each time that has passed comes, late.
/// Needs no loop: from anywhere, one at a time.
class ScheduleState {
 public:
  struct Step {
    std::uint32_t due;   // how often the rule's times have come since the last step
    std::uint64_t wait;  // until the next one, or as long as one may not look: at most 1,000 s
  };

  static constexpr std::uint64_t longest_wait = detail::RuleProgress::longest_wait;

  /// From now on, with this second. `wall_us` is the clock on the wall in microseconds.
  ScheduleState(const Cron& at, std::int64_t wall_us, Time now) noexcept
      : at_(at), watch_(wall_us, now), progress_(wall_us) {}

  /// At `now` the clock on the wall shows `wall_us`. The rule must be possible.
  Step step(std::int64_t wall_us, Time now) noexcept {
    const detail::WallStep step = watch_.step(wall_us, now);
    const std::uint32_t due = progress_.due(at_, step);
    return {due, progress_.wait(at_, step)};
  }
  const Cron& rule() const noexcept { return at_; }

 private:
  Cron at_;
  detail::WallWatch watch_;
  detail::RuleProgress progress_;
};

}  // namespace uasyncio
