// SPDX-License-Identifier: MIT
// The port: mtime is the clock, mtimecmp the alarm.
#pragma once

#include "ports/bare_metal/alarm_port.hpp"

namespace uasyncio::riscv {

class MachineTimerPort final : public bare_metal::AlarmPort<MachineTimerPort> {
 public:
  MachineTimerPort() noexcept;

  Instant now() noexcept override;
  void on_timer_interrupt() noexcept;

 private:
  friend AlarmPort;
  bool start_alarm(Instant deadline) noexcept;
};

}  // namespace uasyncio::riscv
