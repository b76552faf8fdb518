// SPDX-License-Identifier: MIT
// The clock and the alarm of the RP2040.
#pragma once

#include "ports/bare_metal/alarm_port.hpp"

namespace uasyncio::rp2040 {

/// Time is the chip's own timer, 64 bits of microseconds; the alarm is the first of its four. The
/// processor wakes for a deadline, and for none that is farther away than an hour once an hour.
class TimerPort final : public bare_metal::AlarmPort<TimerPort> {
 public:
  /// Starts the hardware.
  TimerPort() noexcept;

  Instant now() noexcept override;
  void on_timer() noexcept;  // alarm 0's interrupt

#if UASYNCIO_DIAGNOSTICS
  /// While sleeps are deep: a sleep that counts them; otherwise null.
  void (*counted_sleep)(TimerPort&) noexcept = nullptr;
#endif

 private:
  friend AlarmPort;
  bool start_alarm(Instant deadline) noexcept;
#if UASYNCIO_DIAGNOSTICS
  void sleep() noexcept {
    if (counted_sleep == nullptr) [[likely]] {
      bare_metal::wait_for_interrupt();
    } else {
      counted_sleep(*this);
    }
  }
#endif
};

}  // namespace uasyncio::rp2040
