// SPDX-License-Identifier: MIT
// When the next time of a rule comes, while the clock on the wall may be set. It compares the
// wall's clock with the loop's: as long as both went on alike the loop was at most late, and every
// time comes; otherwise the wall has jumped: times that it skipped come as one, and those that it
// repeats do not come again.
#include "uasyncio/sched/schedule_state.hpp"

namespace uasyncio {
namespace {

constexpr std::int64_t us_per_second = microseconds_per_second;
constexpr std::int64_t tolerance_us = 2 * us_per_second;
constexpr std::int64_t repeated_us = 3 * 3'600 * us_per_second;

WallSeconds seconds_of(std::int64_t us) noexcept {
  return us / us_per_second - (us % us_per_second < 0 ? 1 : 0);
}

}  // namespace

ScheduleState::ScheduleState(const Cron& at, std::int64_t wall_us, Time now) noexcept
    : at_(at), done_(seconds_of(wall_us) - 1), wall_us_(wall_us), now_(now) {}

std::uint32_t ScheduleState::pass_until(WallSeconds second) noexcept {
  std::uint32_t due = 0;
  while (done_ < second) {
    const WallSeconds next = done_ + 1 + at_(done_ + 1);
    if (next <= second) ++due;
    done_ = next < second ? next : second;
  }
  return due;
}

ScheduleState::Step ScheduleState::step(std::int64_t wall_us, Time now) noexcept {
  const std::int64_t expected_us = wall_us_ + static_cast<std::int64_t>(now - now_);
  const std::int64_t jump_us = wall_us - expected_us;
  const bool is_jump = jump_us > tolerance_us || jump_us < -tolerance_us;
  // Of the second in which it jumped nobody can say that it has come.
  std::uint32_t due = pass_until(is_jump ? seconds_of(expected_us) - 1 : seconds_of(wall_us));
  if (jump_us > tolerance_us) {
    due += pass_until(seconds_of(wall_us)) != 0 ? 1 : 0;
  } else if (jump_us < -repeated_us) {
    done_ = seconds_of(wall_us) - 1;
    due += pass_until(seconds_of(wall_us));
  }
  wall_us_ = wall_us;
  now_ = now;
  const WallSeconds next = done_ + 1 + at_(done_ + 1);
  const std::int64_t left_us = next * us_per_second - wall_us;
  const auto wait = static_cast<std::uint64_t>(left_us > 1 ? left_us : 1);
  return {due, wait < longest_wait ? wait : longest_wait};
}

}  // namespace uasyncio
