// SPDX-License-Identifier: MIT
// When the next time of a rule comes, while the clock on the wall may be set. It compares the
// wall's clock with the loop's: as long as both went on alike the loop was at most late, and every
// time comes; otherwise the wall has jumped: times that it skipped come as one, and those that it
// repeats do not come again.
#include "uasyncio/sched/schedule_state.hpp"

namespace uasyncio::detail {
namespace {

constexpr std::int64_t us_per_second = microseconds_per_second;
constexpr std::int64_t tolerance_us = 2 * us_per_second;
constexpr std::int64_t repeated_us = 3 * 3'600 * us_per_second;

WallSeconds seconds_of(std::int64_t us) noexcept {
  return us / us_per_second - (us % us_per_second < 0 ? 1 : 0);
}

}  // namespace

WallSeconds WallStep::second() const noexcept { return seconds_of(wall_us); }

WallStep WallWatch::step(std::int64_t wall_us, Time now) noexcept {
  const std::int64_t expected_us = wall_us_ + static_cast<std::int64_t>(now - now_);
  const std::int64_t jump_us = wall_us - expected_us;
  wall_us_ = wall_us;
  now_ = now;
  const bool is_jump = jump_us > tolerance_us || jump_us < -tolerance_us;
  // Of the second in which it jumped nobody can say that it has come.
  const WallSeconds until = is_jump ? seconds_of(expected_us) - 1 : seconds_of(wall_us);
  return {wall_us, until, jump_us > tolerance_us, jump_us < -repeated_us};
}

RuleProgress::RuleProgress(std::int64_t wall_us) noexcept : done_(seconds_of(wall_us) - 1) {}

std::uint32_t RuleProgress::pass_until(const Cron& at, WallSeconds second) noexcept {
  std::uint32_t due = 0;
  while (done_ < second) {
    const WallSeconds next = done_ + 1 + at(done_ + 1);
    if (next <= second) ++due;
    done_ = next < second ? next : second;
  }
  return due;
}

/// Whether there is a time in between. Those of a clock that was set to this century are a billion:
/// none but the first is looked for.
bool RuleProgress::skip_until(const Cron& at, WallSeconds second) noexcept {
  if (done_ >= second) return false;
  const bool is_due = done_ + 1 + at(done_ + 1) <= second;
  done_ = second;
  return is_due;
}

std::uint32_t RuleProgress::due(const Cron& at, const WallStep& step) noexcept {
  std::uint32_t due = pass_until(at, step.until);
  if (step.skips) due += skip_until(at, step.second()) ? 1 : 0;
  if (step.begins_anew) {
    done_ = step.second() - 1;
    due += pass_until(at, step.second());
  }
  return due;
}

std::uint64_t RuleProgress::wait(const Cron& at, const WallStep& step) const noexcept {
  const WallSeconds next = done_ + 1 + at(done_ + 1);
  const std::int64_t left_us = next * us_per_second - step.wall_us;
  const auto wait = static_cast<std::uint64_t>(left_us > 1 ? left_us : 1);
  return wait < longest_wait ? wait : longest_wait;
}

}  // namespace uasyncio::detail
