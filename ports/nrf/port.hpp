// SPDX-License-Identifier: MIT
// The clock and the alarm of the nRF51.
#pragma once

#include "ports/bare_metal/alarm_port.hpp"
#include "ports/cortex_m/counter_clock.hpp"

namespace uasyncio::nrf {

/// Time is TIMER0 running freely, 32 bits at 1 MHz; the alarm is one of its compare registers. The
/// processor wakes for a deadline, and every 35.8 minutes to note that TIMER0 has gone on.
class TimerPort final : public bare_metal::AlarmPort<TimerPort> {
 public:
  /// Starts the hardware.
  TimerPort() noexcept;

  Instant now() noexcept override;
  void on_compare() noexcept;  // TIMER0's interrupt

 private:
  friend AlarmPort;
  bool start_alarm(Instant deadline) noexcept;
  void begin_half() noexcept;

  cortex_m::CounterClock clock_;
};

}  // namespace uasyncio::nrf
