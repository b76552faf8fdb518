// SPDX-License-Identifier: MIT
// The port of a loop that runs in an interrupt (core/interrupt_loop.hpp): it never sleeps. Waking
// it asks for the interrupt; where there is nothing to do, the interrupt ends.
#pragma once

#include "uasyncio/port/port.hpp"

namespace uasyncio {

class InterruptPort : public Port {
 public:
  using Run = void (*)(void* loop) noexcept;

  /// What runs in the interrupt from now on. From plain code.
  void serve(Run to_run, void* loop) noexcept {
    loop_ = loop;
    run_ = to_run;
  }
  /// Nothing any more. From plain code.
  void serve_nobody() noexcept { run_ = &run_nothing; }

  Instant now() noexcept final { return clock_.now(); }
  bool wait(Instant deadline) noexcept final {
    arm(deadline);
    return true;
  }
  /// As Port::wake, and MUST make the interrupt come too, at once or as soon as nothing more urgent
  /// runs. There the port calls `run`.
  void wake() noexcept override = 0;
  void arm(Instant deadline) noexcept final {
    armed_ = deadline;
    if (!start_alarm(deadline)) deadline_has_come();
  }

 protected:
  /// `clock` tells the time, also in interrupts.
  explicit InterruptPort(Port& clock) noexcept
      : Port(static_cast<std::uint32_t>(to_microseconds(clock.granularity()))), clock_(clock) {}
  ~InterruptPort() = default;

  /// Makes the hardware call `on_alarm` at `deadline`, instead of at any one before; `never` stops
  /// it. False, and no alarm, if the deadline has passed. In the interrupt.
  virtual bool start_alarm(Instant deadline) noexcept = 0;

  /// In the interrupt.
  void run() noexcept { run_(loop_); }
  /// In the interrupt of the alarm; one that has come early does no harm.
  void on_alarm() noexcept {
    deadline_has_come();
    wake();
  }

 private:
  static void run_nothing(void*) noexcept {}

  Port& clock_;
  void* loop_ = nullptr;
  Run run_ = &run_nothing;
};

}  // namespace uasyncio
