// SPDX-License-Identifier: MIT
// A watchdog by the loop's clock, which tells its end instead of resetting.
#pragma once

#include "uasyncio/machine/wdt.hpp"
#include "uasyncio/port/length.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

namespace uasyncio::testing {

/// No heap, for every board. The loop calls `bark`, between the turns of tasks, when it has not
/// been fed for `timeout`, once; it counts from the first `feed`. A loop that stands still hears
/// nothing.
class WDT : Alarm {
 public:
  using Bark = void (*)(void* argument);

  WDT(Milliseconds timeout, Bark bark, void* argument) noexcept
      : Alarm(&WDT::on_alarm), timeout_(timeout.duration()), bark_(bark), argument_(argument) {}

  /// The time begins anew, unless it has barked already. From tasks and plain code of the loop.
  void feed() noexcept {
    if (!has_barked_) ring_at(Alarm::now() + timeout_);
  }

  bool has_barked() const noexcept { return has_barked_; }

 private:
  static void on_alarm(Alarm& alarm, Cause) noexcept {
    auto& self = static_cast<WDT&>(alarm);
    self.has_barked_ = true;
    self.bark_(self.argument_);
  }

  Duration timeout_;
  Bark bark_;
  void* argument_;
  bool has_barked_ = false;
};

static_assert(machine::WDT<WDT>);

}  // namespace uasyncio::testing
