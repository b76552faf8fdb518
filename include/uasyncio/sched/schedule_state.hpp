// SPDX-License-Identifier: MIT
// ScheduleState: which times of a rule have come, on a clock that people set and that summer time
// moves. Knows no task and no clock: it is told both.
#pragma once

#include "uasyncio/port/time.hpp"
#include "uasyncio/sched/cron.hpp"

#include <cstdint>

namespace uasyncio {

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
    std::uint32_t due;  // how often the rule's times have come since the last step
    std::uint64_t wait;  // until the next one, or as long as one may not look: at most 1,000 s
  };

  static constexpr std::uint64_t longest_wait = 1'000 * microseconds_per_second;

  /// From now on, with this second. `wall_us` is the clock on the wall in microseconds.
  ScheduleState(const Cron& at, std::int64_t wall_us, Time now) noexcept;

  /// At `now` the clock on the wall shows `wall_us`. The rule must be possible.
  Step step(std::int64_t wall_us, Time now) noexcept;

 private:
  std::uint32_t pass_until(WallSeconds second) noexcept;

  Cron at_;
  WallSeconds done_;  // all times until here have been counted
  std::int64_t wall_us_;
  Time now_;
};

}  // namespace uasyncio
