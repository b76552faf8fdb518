// SPDX-License-Identifier: MIT
// A calendar by the loop's clock.
#pragma once

#include "uasyncio/machine/rtc.hpp"
#include "uasyncio/sched/wall_clock.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

#include <cstddef>
#include <utility>

namespace uasyncio::testing {

/// No heap, for every board; a WallClock too. The loop calls the handler: in virtual time exactly
/// when its second begins. From tasks and plain code of one loop, and from the handler.
class RTC : Alarm {
 public:
  /// Now it is `utc_us`, since 1970. In a running loop.
  explicit RTC(std::int64_t utc_us = 0) noexcept : Alarm(&RTC::on_alarm), clock_(utc_us) {}

  /// What a driver uses: machine::RTC.
  Error datetime(const machine::DateTime& now) noexcept {
    if (!now.ok()) return Error::value;
    clock_.set(now.utc_us());
    arm();
    return Error::none;
  }
  machine::DateTime datetime() const noexcept { return machine::DateTime::of_utc_us(utc_us()); }
  Error alarm(const machine::DateTime& when, machine::RtcHandler handler, void* argument) noexcept {
    if (!when.ok() || handler == nullptr) return Error::value;
    when_us_ = when.utc_us();
    handler_ = handler;
    argument_ = argument;
    arm();
    return Error::none;
  }
  void alarm(std::nullptr_t) noexcept {
    handler_ = nullptr;
    arm();
  }

  /// As WallClock says.
  std::int64_t utc_us() const noexcept { return clock_.utc_us(); }
  std::int32_t offset_s(std::int64_t) const noexcept { return 0; }

 private:
  void arm() noexcept {
    if (handler_ == nullptr) {
      ring_at(never);
    } else {
      const std::int64_t left_us = when_us_ - utc_us();
      ring_at(Alarm::now() + from_microseconds(static_cast<Time>(left_us > 0 ? left_us : 0)));
    }
  }
  static void on_alarm(Alarm& alarm, Cause) noexcept {
    auto& self = static_cast<RTC&>(alarm);
    if (self.handler_ != nullptr) std::exchange(self.handler_, nullptr)(self.argument_);
  }

  LoopClock clock_;
  std::int64_t when_us_ = 0;
  machine::RtcHandler handler_ = nullptr;
  void* argument_ = nullptr;
};

static_assert(machine::RTC<RTC>);
static_assert(WallClock<RTC>);

}  // namespace uasyncio::testing
