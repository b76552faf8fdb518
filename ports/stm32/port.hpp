// SPDX-License-Identifier: MIT
// The clock and the alarm of the STM32F405.
#pragma once

#include "ports/bare_metal/alarm_port.hpp"
#include "ports/cortex_m/counter_clock.hpp"

namespace uasyncio::stm32 {

/// Time is TIM2 running freely, 32 bits at 1 MHz. The alarm is TIM5. The processor wakes for a
/// deadline, and every 35.8 minutes to note that TIM2 has gone on.
class TimerPort final : public bare_metal::AlarmPort<TimerPort> {
 public:
  /// Starts the hardware.
  TimerPort() noexcept;

  Instant now() noexcept override;
  void on_alarm_timer() noexcept;  // TIM5's interrupt

 private:
  friend AlarmPort;
  bool start_alarm(Instant deadline) noexcept;

  cortex_m::CounterClock clock_;
};

}  // namespace uasyncio::stm32
