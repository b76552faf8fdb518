// SPDX-License-Identifier: MIT
// A hardware timer by the loop's clock.
#pragma once

#include "uasyncio/machine/timer.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

namespace uasyncio::testing {

/// No heap, for every board; counts as far as 32 bits do. The loop calls the handler: in virtual
/// time exactly when it is due. From tasks and plain code of one loop, and from the handler.
class Timer : Alarm {
 public:
  Timer() noexcept : Alarm(&Timer::on_alarm) {}

  /// What a driver uses: machine::Timer.
  Error init(machine::TimerMode mode, std::uint32_t period_us, machine::TimerHandler handler,
             void* argument) noexcept {
    if (period_us == 0 || handler == nullptr) return Error::value;
    mode_ = mode;
    period_us_ = period_us;
    handler_ = handler;
    argument_ = argument;
    due_ = Alarm::now() + from_microseconds(period_us);
    ring_at(due_);
    return Error::none;
  }
  void deinit() noexcept { ring_at(never); }

 private:
  static void on_alarm(Alarm& alarm, Cause) noexcept {
    auto& self = static_cast<Timer&>(alarm);
    if (self.mode_ == machine::TimerMode::periodic) {
      const std::uint64_t late_us = to_microseconds(Alarm::now() - self.due_);
      const std::uint64_t periods = late_us / self.period_us_ + 1;
      self.due_ = self.due_ + from_microseconds(periods * self.period_us_);
      self.ring_at(self.due_);
    }
    self.handler_(self.argument_);
  }

  machine::TimerMode mode_ = machine::TimerMode::one_shot;
  std::uint32_t period_us_ = 0;
  machine::TimerHandler handler_ = nullptr;
  void* argument_ = nullptr;
  Instant due_{};
};

static_assert(machine::Timer<Timer>);

}  // namespace uasyncio::testing
