// SPDX-License-Identifier: MIT
// The clock and the alarm of the LM3S6965.
#pragma once

#include "ports/bare_metal/alarm_port.hpp"
#include "ports/lm3s/stopwatch.hpp"

namespace uasyncio::lm3s {

/// Time is the watchdog timer (it resets nothing), 32 bits at 12.5 MHz, which general-purpose timer
/// 3 has started anew before it ends. The alarm is general-purpose timer 0. The processor wakes for
/// a deadline, and every 140 s for the watchdog. Interrupts may be masked for 30 s.
///
/// Why the watchdog: the general-purpose timers cannot be read in QEMU, and SysTick has 24 bits,
/// would wake us every 1.3 s, and loses rounds in QEMU's virtual time (-icount sleep=off).
class WatchdogPort final : public bare_metal::AlarmPort<WatchdogPort> {
 public:
  /// Starts the hardware.
  WatchdogPort() noexcept;

  Instant now() noexcept override;
  void on_alarm_timer() noexcept;    // timer 0's interrupt
  void on_restart_timer() noexcept;  // timer 3's

 private:
  friend AlarmPort;
  bool start_alarm(Instant deadline) noexcept;

  Stopwatch stopwatch_;
};

}  // namespace uasyncio::lm3s
